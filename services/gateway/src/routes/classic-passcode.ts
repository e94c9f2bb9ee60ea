import { rfc3339 } from "@signet/json";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { ClassicPasscode } from "@signet/proto/flow/v1/classic";
import { z } from "zod";
import { clientOf } from "../client.ts";
import { cookieValues, EMAIL_ID_COOKIE } from "../cookies.ts";
import { json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { requiredText, text, uuid, uuid4 } from "../http/rules.ts";
import { id, moment } from "../schemas/scalars.ts";
import { beside, type ClassicNeighbours, outcomeOf, type Refusals, where } from "./classic-calls.ts";

const sendBody = jsonBody(
  z.object({ user_id: uuid, email_id: text.optional().describe("The primary address if absent.") }),
);
const codeBody = jsonBody(z.object({ id: uuid4, code: requiredText }));
const tag = "Classic" as const;
const passcode = z
  .object({ id, ttl: z.int().describe("Seconds."), created_at: moment })
  .meta({ id: "ClassicPasscode" });

const operations = {
  send: {
    ...{ id: "sendPasscode", tag, summary: "Mails a code to an address of a user", body: sendBody },
    answers: {
      200: { description: "The code is on its way.", body: passcode },
      ...failures(400, 403, 404, 413, 415, 429, 503),
    },
  },
  finish: {
    ...{ id: "logInWithPasscode", tag, summary: "Signs in with a mailed code", body: codeBody },
    description: "The address that the code was mailed to counts as proven, and becomes the user's if it was not.",
    answers: {
      200: { description: "The code was right.", body: passcode },
      ...failures(400, 401, 403, 404, 408, 409, 410, 413, 415, 503),
    },
  },
} satisfies Record<string, Operation>;

const refusals: Refusals = {
  [Reason.USER_NOT_FOUND]: { status: 400, message: "unknown user" },
  [Reason.EMAIL_NOT_FOUND]: { status: 400, message: "the specified emailId is not available" },
  [Reason.ARGUMENT_INVALID]: { status: 400, message: "failed to parse emailId as uuid" },
  [Reason.EMAIL_LIMIT_REACHED]: { status: 409, message: "max. number of email addresses reached" },
  [Reason.EMAIL_TAKEN]: { status: 403, message: "email address has been claimed by another user" },
  [Reason.USER_MISMATCH]: { status: 403 },
  [Reason.SIGN_UP_DISABLED]: { status: 403 },
  [Reason.PASSCODE_NOT_FOUND]: { status: 401, message: "passcode not found" },
  [Reason.PASSCODE_EXPIRED]: { status: 408, message: "passcode request timed out" },
  [Reason.PASSCODE_INVALID]: { status: 401 },
  [Reason.PASSCODE_ATTEMPTS_EXHAUSTED]: { status: 410, message: "max attempts reached" },
};

/** Signing in with a mailed code (public-rest.md 8.11). */
export function classicPasscodeRoutes(asked: ClassicNeighbours): readonly Route[] {
  return where(
    ({ email }) => email.enabled && email.use_for_authentication,
    [
      {
        method: "POST",
        path: "/passcode/login/initialize",
        operation: operations.send,
        handle: (exchange) => send(asked, exchange),
      },
      {
        method: "POST",
        path: "/passcode/login/finalize",
        operation: operations.finish,
        handle: (exchange) => finish(asked, exchange),
      },
    ],
  );
}

async function send({ classic }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, sendBody);
  if ("failure" in body) return body;
  const { user_id: userId, email_id: emailId = "" } = body.members;
  const [fallbackEmailId = ""] = cookieValues(exchange.incoming.headers.cookie, EMAIL_ID_COOKIE);
  const request = { userId, emailId: emailId.toLowerCase(), fallbackEmailId, client: clientOf(exchange) };
  return outcomeOf(exchange, classic.sendPasscode(request, callOf(exchange)), {
    refusals,
    answer: (response) => json(200, passcodeJson(response.passcode), beside(exchange, response)),
  });
}

async function finish({ classic }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, codeBody);
  if ("failure" in body) return body;
  const { id: passcodeId, code } = body.members;
  const call = classic.logInWithPasscode({ passcodeId, code, client: clientOf(exchange) }, callOf(exchange));
  return outcomeOf(exchange, call, {
    refusals,
    answer: (response) => json(200, passcodeJson(response.passcode), beside(exchange, response)),
  });
}

function passcodeJson(mailed: ClassicPasscode | undefined) {
  if (!mailed) throw new Error("flow mailed a code without telling which");
  const { passcodeId, ttl, createTime } = mailed;
  return { id: passcodeId, ttl: Number(ttl?.seconds ?? 0n), created_at: createTime && rfc3339(createTime) };
}
