import { anyPack } from "@bufbuild/protobuf/wkt";
import { adminUserJson } from "@signet/json";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { z } from "zod";
import { empty, json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { parsedUuid } from "../../http/rules.ts";
import { adminUser } from "../../schemas/user.ts";
import { type Asked, loadUser, userNotFound } from "./common.ts";
import { createUserRoute } from "./user-create.ts";
import { listUsersRoute } from "./user-list.ts";
import { updateUserRoute } from "./user-update.ts";

/** The path parameter of a user; its message is the contract's. */
export const userParams = z.object({
  id: parsedUuid("failed to parse userId as uuid"),
});

const common = { tag: "Users", access: "operator", params: userParams } as const;

/** Users, for operators (admin-rest.md 4). */
export function userRoutes(asked: Asked): readonly Route[] {
  return [
    listUsersRoute(asked),
    createUserRoute(asked),
    reading({
      method: "GET",
      path: "/users/:id",
      operation: {
        ...{ ...common, id: "getUser", summary: "A user with all that is theirs" },
        answers: { 200: { description: "The user.", body: adminUser }, ...failures(400, 401, 404, 503) },
      },
      handle: (exchange, { params }) => read(asked, exchange, params.id),
    }),
    updateUserRoute(asked),
    reading({
      method: "DELETE",
      path: "/users/:id",
      operation: {
        ...{ ...common, id: "deleteUser", summary: "Deletes a user with all that is theirs" },
        description: "Sessions end at once, credentials are good for nothing from then on.",
        answers: { 204: { description: "They are gone." }, ...failures(400, 401, 404, 503) },
      },
      handle: (exchange, { params }) => remove(asked, exchange, params.id),
    }),
  ];
}

async function read(asked: Asked, exchange: Exchange, userId: string): Promise<Outcome> {
  const { user, credentials } = await loadUser(asked, exchange, userId);
  return user ? json(200, adminUserJson(user, credentials, exchange.tenantId)) : userNotFound;
}

/** The user goes last: a deletion that broke off is repeated from the start. */
async function remove(asked: Asked, exchange: Exchange, userId: string): Promise<Outcome> {
  const { user, credentials } = await loadUser(asked, exchange, userId);
  if (!user) return userNotFound;
  const call = callOf(exchange);
  await Promise.all([
    asked.token.revokeUserSessions({ userId, cause: SessionCause.USER_DELETED }, call),
    asked.credential.deleteUserCredentials({ userId }, call),
  ]);
  const packed = credentials && anyPack(UserCredentialsSchema, credentials);
  await asked.identity.deleteUser({ userId, credentials: packed }, call);
  return empty(204);
}
