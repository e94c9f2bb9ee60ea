import { anyPack } from "@bufbuild/protobuf/wkt";
import { rescue } from "@signet/kit";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { User } from "@signet/proto/identity/v1/user";
import { z } from "zod";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { uuid } from "../../http/rules.ts";
import type { Neighbours } from "../../neighbours.ts";

/** What the admin routes ask. */
export type Asked = Omit<Neighbours, "flow">;

/** The path parameter of everything that a user has. */
export const ofUser = z.object({ user_id: uuid });

/** The failure that all of them have in common. */
export const userNotFound = { failure: { status: 404, message: "user not found" } } as const;

/** A user, if there is one. */
export async function findUser({ identity }: Asked, exchange: Exchange, userId: string): Promise<User | undefined> {
  const found = await rescue(identity.getUser({ userId }, callOf(exchange)), {
    [Reason.USER_NOT_FOUND]: () => undefined,
  });
  return found?.user;
}

/** A user with all that they prove themselves with. */
export async function loadUser(asked: Asked, exchange: Exchange, userId: string) {
  const [user, { credentials }] = await Promise.all([
    findUser(asked, exchange, userId),
    asked.credential.getUserCredentials({ userId }, callOf(exchange)),
  ]);
  return { user, credentials };
}

/** The credentials of a user as requests carry them, for the events. */
export async function packedCredentials({ credential }: Asked, exchange: Exchange, userId: string) {
  const { credentials } = await credential.getUserCredentials({ userId }, callOf(exchange));
  return credentials && anyPack(UserCredentialsSchema, credentials);
}
