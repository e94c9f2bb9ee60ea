import { anyPack } from "@bufbuild/protobuf/wkt";
import { adminUserJson } from "@signet/json";
import { isUuid } from "@signet/kit";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { SessionCause } from "@signet/proto/token/v1/token_service";
import { empty, json } from "../http/answer.ts";
import { callOf, type Exchange } from "../http/exchange.ts";
import type { Outcome, Route } from "../http/route.ts";
import type { Neighbours } from "../neighbours.ts";

type Asked = Pick<Neighbours, "identity" | "credential" | "token">;

/** Users, for operators (admin-rest.md 4). */
export function adminUserRoutes(asked: Asked): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/users/:id",
      handle: (exchange) => withUserId(exchange, (id) => read(asked, exchange, id)),
    },
    {
      method: "DELETE",
      path: "/users/:id",
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
