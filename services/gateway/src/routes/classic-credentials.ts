import { credentialJson } from "@signet/json";
import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { clientOf } from "../client.ts";
import { empty, json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { text } from "../http/rules.ts";
import { webauthnCredential } from "../schemas/user.ts";
import { presentedSession, unauthorized, unshared } from "../signed-in.ts";
import { type ClassicNeighbours, outcomeOf, type Refusals, refusal, where } from "./classic-calls.ts";

const nameBody = jsonBody(z.object({ name: text.optional().describe("It keeps its name if absent.") }));
const tag = "Classic" as const;
const access = "session" as const;
const params = z.object({ id: z.string() });

const operations = {
  list: {
    ...{ id: "listOwnCredentials", tag, access, summary: "Passkeys and security keys of who is signed in" },
    answers: { 200: { description: "The keys.", body: z.array(webauthnCredential) }, ...failures(401, 404, 503) },
  },
  rename: {
    ...{ id: "renameOwnCredential", tag, access, params, summary: "Renames a passkey", body: nameBody },
    answers: { 200: { description: "It has its name." }, ...failures(400, 401, 404, 413, 415, 503) },
  },
  remove: {
    ...{ id: "deleteOwnCredential", tag, access, params, summary: "Removes a passkey" },
    answers: { 204: { description: "It is gone." }, ...failures(401, 404, 409, 503) },
  },
} satisfies Record<string, Operation>;

const refusals: Refusals = {
  [Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND]: { status: 404 },
  [Reason.LAST_METHOD]: { status: 409, message: "without this credential there would be no way in" },
};

/** Passkeys and security keys of who is signed in (public-rest.md 8.13). */
export function classicCredentialRoutes(asked: ClassicNeighbours): readonly Route[] {
  const path = "/webauthn/credentials";
  return where(
    ({ passkey }) => passkey.enabled,
    [
      { method: "GET", path, operation: operations.list, handle: (exchange) => list(asked, exchange) },
      {
        method: "PATCH",
        path: `${path}/:id`,
        operation: operations.rename,
        handle: (exchange) => rename(asked, exchange),
      },
      {
        method: "DELETE",
        path: `${path}/:id`,
        operation: operations.remove,
        handle: (exchange) => remove(asked, exchange),
      },
    ],
  );
}

async function list(asked: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const signedIn = await presentedSession(asked, exchange, { touch: true });
  if (!signedIn.session) return unauthorized(exchange, signedIn);
  const { userId } = signedIn.session;
  const { credentials } = await asked.credential.getUserCredentials({ userId }, callOf(exchange));
  return json(200, (credentials?.webauthnCredentials ?? []).map(credentialJson), unshared);
}

async function rename(asked: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, nameBody);
  if ("failure" in body) return refusal(asked, exchange, body.failure);
  const { id: credentialId = "" } = exchange.params;
  const request = { credentialId, name: body.members.name, client: clientOf(exchange) };
  return outcomeOf(exchange, asked.classicAccount.renameCredential(request, callOf(exchange)), {
    refusals,
    answer: () => empty(200),
  });
}

async function remove({ classicAccount }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const { id: credentialId = "" } = exchange.params;
  const call = classicAccount.removeCredential({ credentialId, client: clientOf(exchange) }, callOf(exchange));
  return outcomeOf(exchange, call, { refusals, answer: () => empty(204) });
}
