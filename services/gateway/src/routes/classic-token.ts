import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { clientOf } from "../client.ts";
import { json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { requiredText } from "../http/rules.ts";
import { id } from "../schemas/scalars.ts";
import { beside, type ClassicNeighbours, outcomeOf, type Refusals } from "./classic-calls.ts";

const tokenBody = jsonBody(z.object({ value: requiredText }));

const operation: Operation = {
  ...{ id: "logInWithToken", tag: "Classic", summary: "Signs in with a one-time token", body: tokenBody },
  answers: {
    200: { description: "The token was good, once.", body: z.object({ user_id: id }) },
    ...failures(400, 401, 404, 413, 415, 422, 429, 503),
  },
};

const refusals: Refusals = {
  [Reason.EXCHANGE_TOKEN_INVALID]: { status: 404, message: "token not found" },
  [Reason.EXCHANGE_TOKEN_EXPIRED]: { status: 422, message: "token has expired" },
};

/** One-time tokens that another sign-in handed over (public-rest.md 8.14). */
export function classicTokenRoutes(asked: ClassicNeighbours): readonly Route[] {
  return [{ method: "POST", path: "/token", operation, handle: (exchange) => redeem(asked, exchange) }];
}

async function redeem({ classic }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, tokenBody);
  if ("failure" in body) return body;
  const request = { token: body.members.value, client: clientOf(exchange) };
  return outcomeOf(exchange, classic.logInWithToken(request, callOf(exchange)), {
    refusals,
    answer: (response) => json(200, { user_id: response.userId }, beside(exchange, response)),
  });
}
