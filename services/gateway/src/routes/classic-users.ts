import { credentialJson, rfc3339 } from "@signet/json";
import type { UserCredentials } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { User } from "@signet/proto/identity/v1/user";
import { z } from "zod";
import { clientOf } from "../client.ts";
import { deletedSessionCookie, emailIdCookie } from "../cookies.ts";
import { empty, json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { emailAddress } from "../http/rules.ts";
import { id, moment } from "../schemas/scalars.ts";
import { webauthnCredential } from "../schemas/user.ts";
import { presentedSession, unauthorized, unshared } from "../signed-in.ts";
import { beside, type ClassicNeighbours, outcomeOf, type Refusals } from "./classic-calls.ts";

const emailBody = jsonBody(z.object({ email: emailAddress }));
const tag = "Classic" as const;

const lookedUp = z
  .object({ id, email_id: id, verified: z.boolean(), has_webauthn_credential: z.boolean() })
  .meta({ id: "ClassicLookup" });

const signedUp = z.object({ id, user_id: id, email_id: id }).meta({ id: "ClassicSignUp" });

const classicUser = z
  .object({
    id,
    email: z.string().optional().describe("The primary address."),
    username: z.string().optional(),
    webauthn_credentials: z.array(webauthnCredential).nullable(),
    updated_at: moment,
    created_at: moment,
  })
  .meta({ id: "ClassicUser" });

const operations = {
  lookUp: {
    ...{ id: "lookUpUser", tag, summary: "Whether an address has an account", body: emailBody },
    answers: { 200: { description: "It has.", body: lookedUp }, ...failures(400, 404, 413, 415, 429, 503) },
  },
  signUp: {
    ...{ id: "signUp", tag, summary: "Begins an account for an address", body: emailBody },
    description:
      "Where addresses have to be proven, the account comes to be when a code proves the address; otherwise the answer carries a session.",
    answers: {
      200: { description: "The ids of the account and of the address.", body: signedUp },
      ...failures(400, 403, 409, 413, 415, 429, 503),
    },
  },
  read: {
    ...{ id: "getClassicUser", tag, summary: "Who is signed in", access: "session" },
    params: z.object({ id: z.string() }),
    answers: { 200: { description: "The user.", body: classicUser }, ...failures(401, 403, 404, 503) },
  },
  remove: {
    ...{ id: "deleteOwnUser", tag, summary: "Deletes the account of who is signed in", access: "session" },
    answers: { 204: { description: "It is gone; the cookie is deleted." }, ...failures(401, 404, 503) },
  },
} satisfies Record<string, Operation>;

const invalidEmail = { status: 400, message: "email must be a valid email address" };
const refusals: Refusals = {
  [Reason.EMAIL_INVALID]: invalidEmail,
  [Reason.USER_NOT_FOUND]: { status: 404 },
  [Reason.EMAIL_TAKEN]: { status: 409 },
  [Reason.SIGN_UP_DISABLED]: { status: 403 },
};

/** Accounts (public-rest.md 8.6 to 8.9). */
export function classicUserRoutes(asked: ClassicNeighbours): readonly Route[] {
  return [
    {
      method: "POST",
      path: "/user",
      operation: operations.lookUp,
      handle: (exchange) => lookUp(asked, exchange),
    },
    { method: "POST", path: "/users", operation: operations.signUp, handle: (exchange) => signUp(asked, exchange) },
    { method: "GET", path: "/users/:id", operation: operations.read, handle: (exchange) => read(asked, exchange) },
    { method: "DELETE", path: "/user", operation: operations.remove, handle: (exchange) => remove(asked, exchange) },
  ];
}

async function lookUp({ classic }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, emailBody);
  if ("failure" in body) return body;
  const request = { email: body.members.email, client: clientOf(exchange) };
  return outcomeOf(exchange, classic.lookUpUser(request, callOf(exchange)), {
    refusals,
    answer: ({ userId, emailId, isVerified, hasWebauthnCredential }) =>
      json(
        200,
        { id: userId, email_id: emailId, verified: isVerified, has_webauthn_credential: hasWebauthnCredential },
        unshared,
      ),
  });
}

async function signUp({ classic }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  // Before anything else: what is said of an address does not matter where nobody can sign up.
  if (!exchange.settings.account.allow_signup) return { failure: { status: 403 } };
  const body = await readJson(exchange, emailBody);
  if ("failure" in body) return body;
  const request = { email: body.members.email, client: clientOf(exchange) };
  return outcomeOf(exchange, classic.signUp(request, callOf(exchange)), {
    // Whoever could not be signed in afterwards is not signed up.
    refusals: { ...refusals, [Reason.SECOND_FACTOR_REQUIRED]: { status: 403 } },
    answer({ userId, emailId, session }) {
      const { headers, cookies = [] } = beside(exchange, { session });
      const remembered = emailIdCookie(exchange.settings, emailId);
      return json(
        200,
        { id: userId, user_id: userId, email_id: emailId },
        { headers, cookies: [...cookies, remembered] },
      );
    },
  });
}

async function read(asked: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const signedIn = await presentedSession(asked, exchange, { touch: true });
  if (!signedIn.session) return unauthorized(exchange, signedIn);
  const { userId } = signedIn.session;
  if (exchange.params.id !== userId) return { failure: { status: 403 } };

  const call = callOf(exchange);
  const [{ user }, { credentials }] = await Promise.all([
    asked.identity.getUser({ userId }, call),
    asked.credential.getUserCredentials({ userId }, call),
  ]);
  return user ? json(200, classicUserJson(user, credentials), unshared) : { failure: { status: 404 } };
}

function classicUserJson(user: User, credentials: UserCredentials | undefined) {
  const keys = credentials?.webauthnCredentials ?? [];
  return {
    id: user.userId,
    email: user.emails.find(({ isPrimary }) => isPrimary)?.address,
    username: user.username?.username,
    webauthn_credentials: keys.length > 0 ? keys.map(credentialJson) : null,
    updated_at: user.updateTime && rfc3339(user.updateTime),
    created_at: user.createTime && rfc3339(user.createTime),
  };
}

async function remove({ classicAccount }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const call = classicAccount.deleteAccount({ client: clientOf(exchange) }, callOf(exchange));
  return outcomeOf(exchange, call, {
    answer: () => empty(204, { cookies: [deletedSessionCookie(exchange.settings)] }),
  });
}
