import { anyPack } from "@bufbuild/protobuf/wkt";
import { adminUserJson } from "@signet/json";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";
import { json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { jsonBody } from "../../http/json-body.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { text } from "../../http/rules.ts";
import { adminUser } from "../../schemas/user.ts";
import { type Asked, loadUser, userNotFound } from "./common.ts";
import { because, type Refusals, refusing } from "./refusals.ts";
import { userParams } from "./users.ts";

/** Null clears, and nothing at all changes nothing; but a name is not empty. */
const name = text
  .refine((said) => said.trim() !== "", { params: { rule: "name" } })
  .nullable()
  .optional();

const names = z.object({
  username: name.describe("Letters, digits and `_`; kept in lower case."),
  name,
  given_name: name,
  family_name: name,
  picture: name.describe("The address of a picture: http or https."),
});

const body = jsonBody(names);

/** Changes what a user is called, all of it or nothing (admin-rest.md 4). */
export function updateUserRoute(asked: Asked): Route {
  return reading({
    method: "PATCH",
    path: "/users/:id",
    operation: {
      ...{ id: "updateUser", tag: "Users", access: "operator", summary: "Changes names, picture and username" },
      description: "A member that is absent stays as it is; null clears it.",
      params: userParams,
      body,
      answers: { 200: { description: "The user.", body: adminUser }, ...failures(400, 401, 404, 409, 413, 415, 503) },
    },
    handle: (exchange, said) => update(asked, exchange, said.params.id, said.body),
  });
}

async function update(
  asked: Asked,
  exchange: Exchange,
  userId: string,
  said: z.output<typeof names>,
): Promise<Outcome> {
  const { user: present, credentials } = await loadUser(asked, exchange, userId);
  if (!present) return userNotFound;
  const sent = Object.keys(said).filter((member) => said[member as keyof typeof said] !== undefined);
  const { name, given_name, family_name, picture, username } = said;
  return refusing(refusals, async () => {
    const { user } = await asked.identity.updateUser(
      {
        user: {
          userId,
          ...{ name: name ?? "", givenName: given_name ?? "", familyName: family_name ?? "", picture: picture ?? "" },
          username: { username: username ?? "" },
        },
        updateMask: { paths: sent },
        credentials: credentials && anyPack(UserCredentialsSchema, credentials),
      },
      callOf(exchange),
    );
    return user ? json(200, adminUserJson(user, credentials, exchange.tenantId)) : userNotFound;
  });
}

const refusals: Refusals = {
  [Reason.USERNAME_INVALID]: because(400, "username is invalid"),
  [Reason.USERNAME_TAKEN]: because(409, "username already exists"),
  [Reason.ARGUMENT_INVALID]: ({ field = "a member" }) => ({
    status: 400,
    message: field === "picture" ? "picture must be a valid http(s) URL or null" : `${field} is invalid`,
  }),
};
