import { adminEmailJson } from "@signet/json";
import { uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { empty, json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { jsonBody } from "../../http/json-body.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { emailAddress, uuid4 } from "../../http/rules.ts";
import { adminEmail } from "../../schemas/user.ts";
import { type Asked, findUser, ofUser, packedCredentials } from "./common.ts";
import { because, type Refusals, refusing } from "./refusals.ts";

const ofEmail = ofUser.extend({ email_id: uuid4 });
type OfEmail = z.output<typeof ofEmail>;

const newEmail = z.object({
  address: emailAddress,
  is_primary: z.boolean().optional().describe("Ignored: the first address of a user is the primary one."),
  is_verified: z.boolean().optional(),
});

const common = { tag: "Emails", access: "operator" } as const;
const one = { description: "The address.", body: adminEmail };

/** Addresses of users, for operators (admin-rest.md 5). */
export function emailRoutes(asked: Asked): readonly Route[] {
  return [
    reading({
      method: "GET",
      path: "/users/:user_id/emails",
      operation: {
        ...{ ...common, id: "listEmails", summary: "The addresses of a user, oldest first", params: ofUser },
        answers: {
          200: { description: "None for a user that is not there.", body: z.array(adminEmail) },
          ...failures(400, 401, 503),
        },
      },
      handle: async (exchange, { params }) => {
        const user = await findUser(asked, exchange, params.user_id);
        return json(200, (user?.emails ?? []).map(adminEmailJson));
      },
    }),
    reading({
      method: "POST",
      path: "/users/:user_id/emails",
      operation: {
        ...{ ...common, id: "createEmail", summary: "Adds an address", params: ofUser, body: jsonBody(newEmail) },
        answers: { 201: one, ...failures(400, 401, 404, 409, 413, 415, 503) },
      },
      handle: (exchange, { params, body }) => create(asked, exchange, params.user_id, body),
    }),
    reading({
      method: "GET",
      path: "/users/:user_id/emails/:email_id",
      operation: {
        ...{ ...common, id: "getEmail", summary: "One address of a user", params: ofEmail },
        answers: { 200: one, ...failures(400, 401, 404, 503) },
      },
      handle: (exchange, { params }) => read(asked, exchange, params),
    }),
    reading({
      method: "DELETE",
      path: "/users/:user_id/emails/:email_id",
      operation: {
        ...{ ...common, id: "deleteEmail", summary: "Deletes an address that is not the primary one", params: ofEmail },
        answers: { 204: { description: "It is gone." }, ...failures(400, 401, 404, 409, 503) },
      },
      handle: (exchange, { params }) =>
        changing(asked, exchange, params, async (request) => {
          await asked.identity.deleteEmail({ ...request, keepPrimary: true }, callOf(exchange));
        }),
    }),
    reading({
      method: "POST",
      path: "/users/:user_id/emails/:email_id/set_primary",
      operation: {
        ...{ ...common, id: "setPrimaryEmail", summary: "Makes an address the primary one", params: ofEmail },
        answers: { 204: { description: "It is." }, ...failures(400, 401, 404, 503) },
      },
      handle: (exchange, { params }) =>
        changing(asked, exchange, params, async (request) => {
          await asked.identity.setPrimaryEmail(request, callOf(exchange));
        }),
    }),
  ];
}

async function create(
  asked: Asked,
  exchange: Exchange,
  userId: string,
  { address, is_verified: isVerified }: z.output<typeof newEmail>,
): Promise<Outcome> {
  const { limit } = exchange.settings.email;
  // To the unit, zero is no limit.
  if (limit === 0) return { failure: limitReached };
  const credentials = await packedCredentials(asked, exchange, userId);
  const email = { emailId: uuidv4(), address, isVerified };
  return refusing(refusals({ user_id: userId, email_id: email.emailId }), async () => {
    const { user } = await asked.identity.createEmail({ userId, email, limit, credentials }, callOf(exchange));
    const created = user?.emails.find(({ emailId }) => emailId === email.emailId);
    if (!created) throw new Error("identity answered without the address that it added");
    return json(201, adminEmailJson(created));
  });
}

async function read(asked: Asked, exchange: Exchange, params: OfEmail): Promise<Outcome> {
  const user = await findUser(asked, exchange, params.user_id);
  if (!user) return { failure: noUser(params) };
  const email = user.emails.find(({ emailId }) => emailId === params.email_id);
  return email ? json(200, adminEmailJson(email)) : { failure: noEmail(params) };
}

async function changing(
  asked: Asked,
  exchange: Exchange,
  params: OfEmail,
  change: (request: ChangeRequest) => Promise<void>,
): Promise<Outcome> {
  const { user_id: userId, email_id: emailId } = params;
  const credentials = await packedCredentials(asked, exchange, userId);
  return refusing(refusals(params), async () => {
    await change({ userId, emailId, credentials });
    return empty(204);
  });
}

interface ChangeRequest {
  readonly userId: string;
  readonly emailId: string;
  readonly credentials: Awaited<ReturnType<typeof packedCredentials>>;
}

const limitReached = { status: 409, message: "max number of email addresses reached" } as const;
const noUser = ({ user_id }: OfEmail) => ({ status: 404, message: `user with id '${user_id}' was not found` });
const noEmail = ({ email_id }: OfEmail) => ({ status: 404, message: `email with id '${email_id}' was not found` });

function refusals(params: OfEmail): Refusals {
  return {
    [Reason.USER_NOT_FOUND]: () => noUser(params),
    [Reason.EMAIL_NOT_FOUND]: () => noEmail(params),
    [Reason.EMAIL_IS_PRIMARY]: because(409, "primary email can't be deleted"),
    [Reason.EMAIL_LIMIT_REACHED]: () => limitReached,
    [Reason.EMAIL_TAKEN]: because(400, "email address already exists"),
    [Reason.EMAIL_INVALID]: because(400, "address must be a valid email address"),
  };
}
