import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { clientOf } from "../client.ts";
import { json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { uuid } from "../http/rules.ts";
import { unshared } from "../signed-in.ts";
import { beside, type ClassicNeighbours, outcomeOf, type Refusals, refusal, where } from "./classic-calls.ts";

const passwordBody = jsonBody(z.object({ user_id: uuid, password: z.string().min(1) }));
const tag = "Classic" as const;

const operations = {
  set: {
    ...{ id: "setOwnPassword", tag, summary: "Sets the password", access: "session", body: passwordBody },
    answers: {
      200: { description: "It replaced another.", body: z.null() },
      201: { description: "There was none before.", body: z.null() },
      ...failures(400, 401, 403, 404, 413, 415, 503),
    },
  },
  logIn: {
    ...{ id: "logInWithPassword", tag, summary: "Signs in with a password", body: passwordBody },
    answers: {
      200: { description: "The password was right.", body: z.null() },
      ...failures(400, 401, 404, 413, 415, 429, 503),
    },
  },
} satisfies Record<string, Operation>;

const tooLong = { status: 400, message: "password must not be longer than 72 bytes" };

/** Passwords (public-rest.md 8.12). */
export function classicPasswordRoutes(asked: ClassicNeighbours): readonly Route[] {
  return where(
    ({ password }) => password.enabled,
    [
      { method: "PUT", path: "/password", operation: operations.set, handle: (exchange) => set(asked, exchange) },
      {
        method: "POST",
        path: "/password/login",
        operation: operations.logIn,
        handle: (exchange) => logIn(asked, exchange),
      },
    ],
  );
}

async function set(asked: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, passwordBody);
  if ("failure" in body) return refusal(asked, exchange, body.failure);
  const { user_id: userId, password } = body.members;
  const { min_length: least } = exchange.settings.password;
  const refusals: Refusals = {
    [Reason.PASSWORD_TOO_SHORT]: { status: 400, message: `password must be at least ${least} characters long` },
    [Reason.PASSWORD_TOO_LONG]: tooLong,
    [Reason.USER_NOT_FOUND]: { status: 401 },
    [Reason.USER_MISMATCH]: { status: 403 },
  };
  const request = { userId, password, client: clientOf(exchange) };
  return outcomeOf(exchange, asked.classicAccount.setPassword(request, callOf(exchange)), {
    refusals,
    answer: ({ created }) => json(created ? 201 : 200, null, unshared),
  });
}

async function logIn({ classic }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, passwordBody);
  if ("failure" in body) return body;
  const { user_id: userId, password } = body.members;
  const refusals: Refusals = {
    [Reason.PASSWORD_INVALID]: { status: 401 },
    [Reason.PASSWORD_TOO_LONG]: tooLong,
  };
  const request = { userId, password, client: clientOf(exchange) };
  return outcomeOf(exchange, classic.logInWithPassword(request, callOf(exchange)), {
    refusals,
    answer: (response) => json(200, null, beside(exchange, response)),
  });
}
