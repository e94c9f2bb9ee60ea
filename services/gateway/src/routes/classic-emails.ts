import { rfc3339 } from "@signet/json";
import { isUuid } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { clientOf } from "../client.ts";
import { empty, json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { jsonBody, readJson } from "../http/json-body.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { text } from "../http/rules.ts";
import { emailJson } from "../json/profile.ts";
import { email } from "../schemas/profile.ts";
import { id, moment } from "../schemas/scalars.ts";
import { presentedSession, unauthorized, unshared } from "../signed-in.ts";
import { type ClassicNeighbours, outcomeOf, type Refusals, refusal } from "./classic-calls.ts";

const addressBody = jsonBody(z.object({ address: text.optional() }));
const tag = "Classic" as const;
const access = "session" as const;
const params = z.object({ id });

const added = z
  .object({
    id,
    user_id: id.optional().describe("Absent until the address is proven."),
    address: z.string(),
    verified: z.boolean(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "ClassicEmail" });

const operations = {
  list: {
    ...{ id: "listOwnEmails", tag, access, summary: "Addresses of who is signed in, oldest first" },
    answers: { 200: { description: "The addresses.", body: z.array(email) }, ...failures(401, 404, 503) },
  },
  add: {
    ...{ id: "addOwnEmail", tag, access, summary: "Adds an address", body: addressBody },
    description: "Where addresses have to be proven, it shows among the others once a code proves it.",
    answers: {
      200: { description: "The address.", body: added },
      ...failures(400, 401, 404, 409, 413, 415, 429, 503),
    },
  },
  makePrimary: {
    ...{ id: "setOwnPrimaryEmail", tag, access, params, summary: "Makes an address the primary one" },
    answers: { 204: { description: "It is." }, ...failures(400, 401, 404, 503) },
  },
  remove: {
    ...{ id: "deleteOwnEmail", tag, access, params, summary: "Removes an address" },
    answers: { 204: { description: "It is gone." }, ...failures(401, 404, 409, 503) },
  },
} satisfies Record<string, Operation>;

const refusals: Refusals = {
  [Reason.EMAIL_INVALID]: { status: 400, message: "address must be a valid email address" },
  [Reason.EMAIL_TAKEN]: { status: 400, message: "the email address already exists" },
  [Reason.EMAIL_LIMIT_REACHED]: { status: 409, message: "max. number of email addresses reached" },
  [Reason.EMAIL_NOT_FOUND]: { status: 404 },
  [Reason.EMAIL_IS_PRIMARY]: { status: 409, message: "primary email can't be deleted" },
  [Reason.LAST_METHOD]: { status: 409, message: "without this address there would be no way in" },
};

const noId = { status: 400, message: "failed to parse emailId as uuid" } as const;

/** Addresses of who is signed in (public-rest.md 8.10). */
export function classicEmailRoutes(asked: ClassicNeighbours): readonly Route[] {
  return [
    { method: "GET", path: "/emails", operation: operations.list, handle: (exchange) => list(asked, exchange) },
    { method: "POST", path: "/emails", operation: operations.add, handle: (exchange) => add(asked, exchange) },
    {
      method: "POST",
      path: "/emails/:id/set_primary",
      operation: operations.makePrimary,
      handle: (exchange) => makePrimary(asked, exchange),
    },
    {
      method: "DELETE",
      path: "/emails/:id",
      operation: operations.remove,
      handle: (exchange) => remove(asked, exchange),
    },
  ];
}

async function list(asked: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const signedIn = await presentedSession(asked, exchange, { touch: true });
  if (!signedIn.session) return unauthorized(exchange, signedIn);
  const { user } = await asked.identity.getUser({ userId: signedIn.session.userId }, callOf(exchange));
  if (!user) return { failure: { status: 404 } };
  return json(
    200,
    user.emails.map((each) => emailJson(each, user, exchange.settings)),
    unshared,
  );
}

async function add(asked: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const body = await readJson(exchange, addressBody);
  if ("failure" in body) return refusal(asked, exchange, body.failure);
  const request = { address: body.members.address ?? "", client: clientOf(exchange) };
  return outcomeOf(exchange, asked.classicAccount.addEmail(request, callOf(exchange)), {
    refusals,
    answer({ emailId, userId, address, createTime }) {
      const time = createTime && rfc3339(createTime);
      const owner = userId === "" ? undefined : userId;
      const shown = { id: emailId, user_id: owner, address, verified: false, created_at: time, updated_at: time };
      return json(200, shown, unshared);
    },
  });
}

async function makePrimary(asked: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const emailId = exchange.params.id?.toLowerCase() ?? "";
  if (!isUuid(emailId)) return refusal(asked, exchange, noId);
  const call = asked.classicAccount.makeEmailPrimary({ emailId, client: clientOf(exchange) }, callOf(exchange));
  return outcomeOf(exchange, call, { refusals, answer: () => empty(204) });
}

/** What is no id is not found either (public-rest.md 14, defect 2). */
async function remove({ classicAccount }: ClassicNeighbours, exchange: Exchange): Promise<Outcome> {
  const { id: emailId = "" } = exchange.params;
  const call = classicAccount.removeEmail({ emailId, client: clientOf(exchange) }, callOf(exchange));
  return outcomeOf(exchange, call, { refusals, answer: () => empty(204) });
}
