import { anyPack } from "@bufbuild/protobuf/wkt";
import { rfc3339 } from "@signet/json";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { empty, json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { otp } from "../../schemas/user.ts";
import { type Asked, findUser, loadUser, ofUser, userNotFound } from "./common.ts";

const path = "/users/:user_id/otp";
const common = { tag: "Credentials", access: "operator", params: ofUser } as const;
const notFound = { failure: { status: 404, message: "user does not have an otp secret" } } as const;

/** Authenticator apps of users, for operators (admin-rest.md 8). Their secrets are shown to nobody. */
export function otpRoutes(asked: Asked): readonly Route[] {
  return [
    reading({
      method: "GET",
      path,
      operation: {
        ...{ ...common, id: "getOtp", summary: "Whether a user has an authenticator app" },
        answers: { 200: { description: "Since when.", body: otp }, ...failures(400, 401, 404, 503) },
      },
      handle: async (exchange, { params }) => {
        const { user, credentials } = await loadUser(asked, exchange, params.user_id);
        if (!user) return userNotFound;
        const { totpId, createTime } = credentials?.totp ?? {};
        return totpId ? json(200, { id: totpId, created_at: createTime && rfc3339(createTime) }) : notFound;
      },
    }),
    reading({
      method: "DELETE",
      path,
      operation: {
        ...{ ...common, id: "deleteOtp", summary: "Removes the authenticator app of a user" },
        answers: {
          204: { description: "Its codes are good for nothing from now on." },
          ...failures(400, 401, 404, 503),
        },
      },
      handle: (exchange, { params }) => remove(asked, exchange, params.user_id),
    }),
  ];
}

async function remove(asked: Asked, exchange: Exchange, userId: string): Promise<Outcome> {
  const user = await findUser(asked, exchange, userId);
  if (!user) return userNotFound;
  const { deleted } = await asked.totp.deleteTotp({ userId, user: anyPack(UserSchema, user) }, callOf(exchange));
  return deleted ? empty(204) : notFound;
}
