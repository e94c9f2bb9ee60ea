import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { adminUserJson } from "@signet/json";
import { uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { jsonBody } from "../../http/json-body.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { emailAddress, text, time, uuid } from "../../http/rules.ts";
import { adminUser } from "../../schemas/user.ts";
import { type Asked, userNotFound } from "./common.ts";
import { because, type Refusals, refusing } from "./refusals.ts";

const newEmail = z.object({
  address: emailAddress,
  is_primary: z.boolean().optional(),
  is_verified: z.boolean().optional(),
});

/** More than anybody has, and few enough for one statement. */
const MOST_EMAILS = 100;

const newUser = z
  .object({
    id: uuid.optional().describe("Made by the server unless given."),
    emails: z.array(newEmail).max(MOST_EMAILS).optional().describe("Exactly one of them is the primary one."),
    username: text.optional().describe("Kept as it is."),
    created_at: time.optional().describe("For users who move in; now unless given."),
  })
  .superRefine(({ emails = [], username = "" }, context) => {
    for (const message of faultsOf(emails, username)) context.addIssue({ code: "custom", message });
  });

/** What the contract says of addresses and names as a whole (admin-rest.md 4). */
function faultsOf(emails: readonly z.output<typeof newEmail>[], username: string): readonly string[] {
  if (emails.length === 0) return username === "" ? ["at least one of [Emails, Username] must be set"] : [];
  const primaries = emails.filter(({ is_primary }) => is_primary).length;
  const addresses = new Set(emails.map(({ address }) => address.trim().toLowerCase()));
  return [
    ...(addresses.size < emails.length ? ["emails entries are not unique"] : []),
    ...(primaries === 0 ? ["at least one primary email must be provided"] : []),
    ...(primaries > 1 ? ["only one primary email is allowed"] : []),
  ];
}

const body = jsonBody(newUser);

/** Creates a user, all of it or nothing (admin-rest.md 4). */
export function createUserRoute(asked: Asked): Route {
  return reading({
    method: "POST",
    path: "/users",
    operation: {
      ...{ id: "createUser", tag: "Users", access: "operator", summary: "Creates a user" },
      description: "With addresses, a username, or both.",
      body,
      answers: { 200: { description: "The user.", body: adminUser }, ...failures(400, 401, 409, 413, 415, 503) },
    },
    handle: (exchange, said) => createUser(asked, exchange, said.body),
  });
}

function createUser({ identity }: Asked, exchange: Exchange, said: z.output<typeof newUser>): Promise<Outcome> {
  const { id: userId = uuidv4(), emails = [], username = "", created_at: createdAt } = said;
  return refusing(refusals(userId), async () => {
    const { user } = await identity.createUser(
      {
        userId,
        emails: emails.map(({ address, is_primary, is_verified }) => ({
          emailId: uuidv4(),
          ...{ address, isPrimary: is_primary, isVerified: is_verified },
        })),
        username,
        // Without it, a second request of the same name would count as the first one repeated.
        usernameId: uuidv4(),
        createTime: createdAt === undefined ? undefined : timestampFromDate(new Date(createdAt)),
      },
      callOf(exchange),
    );
    return user ? json(200, adminUserJson(user, undefined, exchange.tenantId)) : userNotFound;
  });
}

function refusals(userId: string): Refusals {
  const taken = (what: string) => ({ status: 409, message: `failed to create ${what} already exists` });
  return {
    [Reason.USER_ID_TAKEN]: () => taken(`user with id '${userId}': user`),
    [Reason.EMAIL_TAKEN]: ({ address }) => taken(`email '${address}' for user '${userId}': email`),
    [Reason.USERNAME_TAKEN]: ({ username }) => taken(`username '${username}' for user '${userId}': username`),
    [Reason.EMAIL_INVALID]: because(400, "address must be a valid email address"),
    [Reason.USERNAME_INVALID]: because(400, "username is invalid"),
  };
}
