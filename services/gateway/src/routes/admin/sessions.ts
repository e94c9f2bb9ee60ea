import { adminSessionJson } from "@signet/json";
import { sessionRequestFor } from "@signet/kit";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { z } from "zod";
import { empty, json } from "../../http/answer.ts";
import { callOf, type Exchange, LONGEST_USER_AGENT } from "../../http/exchange.ts";
import { jsonBody } from "../../http/json-body.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { ipAddress, text, uuid, uuid4 } from "../../http/rules.ts";
import { adminSession } from "../../schemas/session.ts";
import { type Asked, findUser, ofUser, userNotFound } from "./common.ts";

const ofSession = ofUser.extend({ session_id: uuid4 });

const newSession = z.object({
  user_id: uuid,
  user_agent: text.optional().describe("Of the device on which the session will be."),
  ip_address: ipAddress.optional().describe("Likewise."),
});

const common = { tag: "Sessions", access: "operator" } as const;

/** Sessions of users, for operators (admin-rest.md 9). */
export function sessionRoutes(asked: Asked): readonly Route[] {
  return [
    reading({
      method: "GET",
      path: "/users/:user_id/sessions",
      operation: {
        ...{ ...common, id: "listSessions", summary: "The sessions of a user", params: ofUser },
        answers: {
          200: { description: "Newest first.", body: z.array(adminSession) },
          ...failures(400, 401, 404, 503),
        },
      },
      handle: (exchange, { params }) => list(asked, exchange, params.user_id),
    }),
    reading({
      method: "DELETE",
      path: "/users/:user_id/sessions/:session_id",
      operation: {
        ...{ ...common, id: "deleteSession", summary: "Ends a session", params: ofSession },
        answers: { 204: { description: "It ended at once." }, ...failures(400, 401, 404, 503) },
      },
      handle: async (exchange, { params }) => {
        const request = { userId: params.user_id, sessionId: params.session_id, cause: SessionCause.ADMIN_REVOKED };
        const { revoked } = await asked.token.revokeSession(request, callOf(exchange));
        return revoked ? empty(204) : { failure: { status: 404, message: "session not found" } };
      },
    }),
    reading({
      method: "POST",
      path: "/sessions",
      operation: {
        ...{ ...common, id: "createSession", summary: "Signs a user in", body: jsonBody(newSession) },
        description: "For programs that know who somebody is. The token is the one that browsers get as a cookie.",
        answers: {
          200: { description: "The session's token, a JWT.", body: z.object({ session_token: z.string() }) },
          ...failures(400, 401, 404, 413, 415, 503),
        },
      },
      handle: (exchange, { body }) => create(asked, exchange, body),
    }),
  ];
}

async function list(asked: Asked, exchange: Exchange, userId: string): Promise<Outcome> {
  const [user, { sessions }] = await Promise.all([
    findUser(asked, exchange, userId),
    asked.token.listSessions({ userId }, callOf(exchange)),
  ]);
  return user ? json(200, sessions.map(adminSessionJson)) : userNotFound;
}

async function create(asked: Asked, exchange: Exchange, said: z.output<typeof newSession>): Promise<Outcome> {
  const user = await findUser(asked, exchange, said.user_id);
  if (!user) return userNotFound;
  const { user_agent: userAgent = "", ip_address = "" } = said;
  const client = { userAgent: userAgent.slice(0, LONGEST_USER_AGENT), ipAddress: ip_address };
  const request = { ...sessionRequestFor(user), cause: SessionCause.ADMIN, client };
  const { token } = await asked.token.issueSession(request, callOf(exchange, { actorEmail: request.email?.address }));
  return json(200, { session_token: token });
}
