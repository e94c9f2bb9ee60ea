import { isUuid } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { clientOf } from "../client.ts";
import { json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { text } from "../http/rules.ts";
import { id } from "../schemas/scalars.ts";
import { assertionAnswer, attestationAnswer } from "../schemas/webauthn.ts";
import { unshared } from "../signed-in.ts";
import { beside, type ClassicNeighbours, outcomeOf, type Refusals, refusal, where } from "./classic-calls.ts";

const whoBody = jsonBody(z.object({ user_id: text.optional().describe("Any passkey may answer if absent.") }));
const attestationBody = jsonBody(attestationAnswer);
const assertionBody = jsonBody(assertionAnswer);
const tag = "Classic" as const;
const options = z.object({ publicKey: z.record(z.string(), z.unknown()) }).meta({ id: "WebauthnOptions" });
const used = z.object({ credential_id: z.string(), user_id: id }).meta({ id: "ClassicCredential" });

const operations = {
  beginRegistration: {
    ...{ id: "createPasskeyOptions", tag, summary: "Options for a new passkey", access: "session" },
    answers: { 200: { description: "For the browser.", body: options }, ...failures(400, 401, 404, 409, 503) },
  },
  finishRegistration: {
    ...{ id: "addPasskey", tag, summary: "Stores a new passkey", access: "session", body: attestationBody },
    answers: {
      200: { description: "It is stored.", body: used },
      ...failures(400, 401, 404, 409, 413, 415, 422, 503),
    },
  },
  beginLogin: {
    ...{ id: "createLoginOptions", tag, summary: "Options for a sign-in with a passkey", body: whoBody },
    answers: { 200: { description: "For the browser.", body: options }, ...failures(400, 404, 413, 415, 503) },
  },
  finishLogin: {
    ...{ id: "logInWithPasskey", tag, summary: "Signs in with a passkey", body: assertionBody },
    answers: { 200: { description: "Signed in.", body: used }, ...failures(400, 401, 404, 413, 415, 503) },
  },
} satisfies Record<string, Operation>;

const otherChallenge = "Stored challenge and received challenge do not match";
const malformed = { status: 400, message: "the credential cannot be read" };

const registrationRefusals: Refusals = {
  [Reason.WEBAUTHN_LIMIT_REACHED]: { status: 409, message: "max. number of passkeys reached" },
  [Reason.USER_UNNAMED]: { status: 400, message: "a passkey needs an address to be shown by" },
  [Reason.WEBAUTHN_CHALLENGE_UNKNOWN]: { status: 400, message: otherChallenge },
  [Reason.WEBAUTHN_RESPONSE_MALFORMED]: malformed,
  [Reason.WEBAUTHN_CREDENTIAL_TAKEN]: { status: 400, message: "failed to validate attestation" },
  // Clients ask for another authenticator where one does not verify its owner.
  [Reason.WEBAUTHN_VERIFICATION_FAILED]: ({ check }) =>
    check === "user-verification"
      ? { status: 422, message: "failed to validate attestation: user verification is required" }
      : { status: 400, message: "failed to validate attestation" },
};

const UUID_BYTES = 16;
const notValid = "failed to validate assertion";

function loginRefusals({ response: { userHandle = "" } }: z.output<typeof assertionAnswer>): Refusals {
  const namesUser = Buffer.from(userHandle, "base64url").length === UUID_BYTES;
  return {
    [Reason.WEBAUTHN_CHALLENGE_UNKNOWN]: { status: 401, message: otherChallenge },
    [Reason.WEBAUTHN_RESPONSE_MALFORMED]: malformed,
    [Reason.WEBAUTHN_VERIFICATION_FAILED]: ({ check }) => {
      if (check === "user-handle" && !namesUser) return { status: 400, message: "failed to parse userHandle as uuid" };
      return { status: check === "counter" ? 400 : 401, message: notValid };
    },
    [Reason.WEBAUTHN_CREDENTIAL_MFA_ONLY]: { status: 401, message: notValid },
    [Reason.USER_NOT_FOUND]: { status: 401 },
  };
}

/** Ceremonies of passkeys (public-rest.md 8.13 and 9). */
export function classicWebauthnRoutes(asked: ClassicNeighbours): readonly Route[] {
  const at = (step: string, name: keyof typeof operations, handle: typeof beginLogin): Route => ({
    method: "POST",
    path: `/webauthn/${step}`,
    operation: operations[name],
    handle: (exchange) => handle(asked, exchange),
  });
  return where(
    ({ passkey }) => passkey.enabled,
    [
      at("registration/initialize", "beginRegistration", beginRegistration),
      at("registration/finalize", "finishRegistration", finishRegistration),
      at("login/initialize", "beginLogin", beginLogin),
      at("login/finalize", "finishLogin", finishLogin),
    ],
  );
}

async function beginRegistration({ classicAccount }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const call = classicAccount.createPasskeyOptions({ client: clientOf(exchange) }, callOf(exchange));
  return outcomeOf(exchange, call, {
    refusals: registrationRefusals,
    answer: ({ optionsJson }) => json(200, JSON.parse(optionsJson), unshared),
  });
}

async function finishRegistration(asked: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, attestationBody);
  if ("failure" in body) return refusal(asked, exchange, body.failure);
  const request = { responseJson: JSON.stringify(body.members), client: clientOf(exchange) };
  return outcomeOf(exchange, asked.classicAccount.addPasskey(request, callOf(exchange)), {
    refusals: registrationRefusals,
    answer: ({ userId, credentialId }) => json(200, { credential_id: credentialId, user_id: userId }, unshared),
  });
}

async function beginLogin({ classic }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, whoBody);
  if ("failure" in body) return body;
  const userId = body.members.user_id?.toLowerCase() ?? "";
  const call = classic.createLoginOptions({ userId, client: clientOf(exchange) }, callOf(exchange));
  return outcomeOf(exchange, call, {
    refusals: {
      [Reason.USER_NOT_FOUND]: {
        status: 400,
        message: isUuid(userId) ? "user not found" : "failed to parse UserID as uuid",
      },
    },
    answer: ({ optionsJson }) => json(200, JSON.parse(optionsJson), unshared),
  });
}

async function finishLogin({ classic }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, assertionBody);
  if ("failure" in body) return body;
  const request = { responseJson: JSON.stringify(body.members), client: clientOf(exchange) };
  return outcomeOf(exchange, classic.logInWithPasskey(request, callOf(exchange)), {
    refusals: loginRefusals(body.members),
    answer: (response) =>
      json(
        200,
        { credential_id: response.credentialId, user_id: response.userId },
        beside(exchange, { session: response.session }),
      ),
  });
}
