import { rfc3339 } from "@signet/json";
import { SessionCause, type ValidateSessionResponse } from "@signet/proto/token/v1/token_service";
import { z } from "zod";
import { deletedSessionCookie } from "../cookies.ts";
import { type Answer, empty, json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { profileJson } from "../json/profile.ts";
import { claimsJson } from "../json/session.ts";
import type { Neighbours } from "../neighbours.ts";
import { profile } from "../schemas/profile.ts";
import { sessionValidity } from "../schemas/session.ts";
import { sessionTokens } from "../session-tokens.ts";
import { forgetting, presentedSession, unauthorized, unshared } from "../signed-in.ts";

/** What session routes ask. */
type Asked = Pick<Neighbours, "token" | "identity" | "credential">;

const tokenBody = jsonBody(z.object({ session_token: z.string().min(1) }));

const tag = "Sessions" as const;
const validity200 = { description: "Whether it is valid, and what it says.", body: sessionValidity };

const operations = {
  validatePresented: {
    ...{ id: "validateOwnSession", tag, summary: "Checks the session of the request" },
    description: "Does not count as use of the session. Without one the answer is `is_valid: false`.",
    answers: { 200: validity200, ...failures(400, 503) },
  },
  validateGiven: {
    ...{ id: "validateSession", tag, summary: "Checks the session of somebody else" },
    description: "For back ends that were handed a token. Counts as use of the session.",
    body: tokenBody,
    answers: { 200: validity200, ...failures(400, 413, 415, 503) },
  },
  me: {
    ...{ id: "getMe", tag, summary: "The profile of who is signed in", access: "session" },
    answers: { 200: { description: "The user.", body: profile }, ...failures(401, 404, 503) },
  },
  logout: {
    ...{ id: "logout", tag, summary: "Ends the session of the request", access: "session" },
    answers: { 204: { description: "It has ended; the cookie is deleted." }, ...failures(401, 503) },
  },
} satisfies Record<string, Operation>;

/** Whether somebody is signed in, who, and how to stop it (public-rest.md 8.4, 8.5, 8.15, 8.16). */
export function sessionRoutes(asked: Asked): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/sessions/validate",
      operation: operations.validatePresented,
      handle: (exchange) => validatePresented(asked, exchange),
    },
    {
      method: "POST",
      path: "/sessions/validate",
      operation: operations.validateGiven,
      handle: (exchange) => validateGiven(asked, exchange),
    },
    { method: "GET", path: "/me", operation: operations.me, handle: (exchange) => me(asked, exchange) },
    { method: "POST", path: "/logout", operation: operations.logout, handle: (exchange) => logout(asked, exchange) },
  ];
}

/** Looking at one's own session this way does not count as using it. */
async function validatePresented({ token }: Asked, exchange: Exchange): Promise<Outcome> {
  const tokens = sessionTokens(exchange);
  if (tokens.length === 0) return json(200, { is_valid: false }, unshared);
  return validity(exchange, await token.validateSession({ tokens, touch: false }, callOf(exchange)));
}

/** Back ends ask this way about a session of somebody who just did something, which counts. */
async function validateGiven({ token }: Asked, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, tokenBody);
  if ("failure" in body) return body;

  const { session_token: given } = body.members;
  return validity(exchange, await token.validateSession({ tokens: [given], touch: true }, callOf(exchange)));
}

function validity({ settings }: Exchange, response: ValidateSessionResponse): Answer {
  const { session, claims, idleExpireTime } = response;
  const beside = forgetting(response, settings);
  if (!session || !claims) return json(200, { is_valid: false }, beside);
  return json(
    200,
    {
      is_valid: true,
      claims: claimsJson(claims),
      expiration_time: claims.expiration && rfc3339(claims.expiration),
      user_id: claims.subject,
      idle_expires_at: idleExpireTime && rfc3339(idleExpireTime),
    },
    beside,
  );
}

async function me(asked: Asked, exchange: Exchange): Promise<Outcome> {
  const signedIn = await presentedSession(asked, exchange, { touch: true });
  if (!signedIn.session) return unauthorized(exchange, signedIn);

  const { userId } = signedIn.session;
  const call = callOf(exchange);
  const [{ user }, { credentials }] = await Promise.all([
    asked.identity.getUser({ userId }, call),
    asked.credential.getUserCredentials({ userId }, call),
  ]);
  return user
    ? json(200, profileJson(user, credentials, exchange.settings), unshared)
    : { failure: { status: 404, message: "user not found" } };
}

async function logout(asked: Asked, exchange: Exchange): Promise<Outcome> {
  const signedIn = await presentedSession(asked, exchange, { touch: false });
  if (!signedIn.session) return unauthorized(exchange, signedIn);

  const { userId, sessionId } = signedIn.session;
  const actor = { actorUserId: userId, actorEmail: signedIn.claims?.email?.address };
  await asked.token.revokeSession({ userId, sessionId, cause: SessionCause.LOGOUT }, callOf(exchange, actor));
  return empty(204, { cookies: [deletedSessionCookie(exchange.settings)] });
}
