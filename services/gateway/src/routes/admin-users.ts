import { anyPack } from "@bufbuild/protobuf/wkt";
import { adminUserJson } from "@signet/json";
import { isUuid } from "@signet/kit";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { z } from "zod";
import { empty, json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import { failures, type Operation } from "../http/operation.ts";
import type { Outcome, Route } from "../http/route.ts";
import { uuid } from "../http/rules.ts";
import type { Neighbours } from "../neighbours.ts";
import { adminUser } from "../schemas/user.ts";

type Asked = Pick<Neighbours, "identity" | "credential" | "token">;

const params = z.object({ id: uuid });
const common = { tag: "Users", access: "operator", params } as const;

const operations = {
  read: {
    ...common,
    ...{ id: "getUser", summary: "A user with all that is theirs" },
    answers: { 200: { description: "The user.", body: adminUser }, ...failures(400, 401, 404, 503) },
  },
  remove: {
    ...common,
    ...{ id: "deleteUser", summary: "Deletes a user with all that is theirs" },
    description: "Sessions end at once, credentials are good for nothing from then on.",
    answers: { 204: { description: "They are gone." }, ...failures(400, 401, 404, 503) },
  },
} satisfies Record<string, Operation>;

/** Users, for operators (admin-rest.md 4). */
export function adminUserRoutes(asked: Asked): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/users/:id",
      operation: operations.read,
      handle: (exchange) => withUserId(exchange, (id) => read(asked, exchange, id)),
    },
    {
      method: "DELETE",
      path: "/users/:id",
      operation: operations.remove,
      handle: (exchange) => withUserId(exchange, (id) => remove(asked, exchange, id)),
    },
  ];
}

function withUserId({ params }: Exchange, handle: (userId: string) => Promise<Outcome>): Promise<Outcome> | Outcome {
  const { id = "" } = params;
  return isUuid(id) ? handle(id) : { failure: { status: 400, message: "failed to parse userId as uuid" } };
}

async function read(asked: Asked, exchange: Exchange, userId: string): Promise<Outcome> {
  const { user, credentials } = await load(asked, exchange, userId);
  if (!user) return { failure: { status: 404, message: "user not found" } };
  return json(200, adminUserJson(user, credentials, exchange.tenantId));
}

/** The user goes last: a deletion that broke off is repeated from the start. */
async function remove(asked: Asked, exchange: Exchange, userId: string): Promise<Outcome> {
  const { credentials } = await load(asked, exchange, userId);
  const call = callOf(exchange);
  await Promise.all([
    asked.token.revokeUserSessions({ userId, cause: SessionCause.USER_DELETED }, call),
    asked.credential.deleteUserCredentials({ userId }, call),
  ]);
  await asked.identity.deleteUser(
    { userId, credentials: credentials && anyPack(UserCredentialsSchema, credentials) },
    call,
  );
  return empty(204);
}

async function load({ identity, credential }: Asked, exchange: Exchange, userId: string) {
  const call = callOf(exchange);
  const [{ user }, { credentials }] = await Promise.all([
    identity.getUser({ userId }, call),
    credential.getUserCredentials({ userId }, call),
  ]);
  return { user, credentials };
}
