import { anyPack } from "@bufbuild/protobuf/wkt";
import { rfc3339 } from "@signet/json";
import type { Password } from "@signet/proto/credential/v1/credential";
import { PasswordCondition, PasswordContext } from "@signet/proto/credential/v1/password_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { z } from "zod";
import { empty, json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { jsonBody } from "../../http/json-body.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { requiredText } from "../../http/rules.ts";
import { password } from "../../schemas/user.ts";
import { type Asked, findUser, loadUser, ofUser, userNotFound } from "./common.ts";
import { because, type Refusals, refusing } from "./refusals.ts";

const path = "/users/:user_id/password";
const body = jsonBody(z.object({ password: requiredText.describe("At most 72 bytes.") }));
const common = { tag: "Credentials", access: "operator", params: ofUser } as const;
const one = { description: "That there is one, and since when.", body: password };
const notFound = { failure: { status: 404, message: "user does not have a password" } } as const;

/** Passwords of users, for operators (admin-rest.md 7). */
export function passwordRoutes(asked: Asked): readonly Route[] {
  return [
    reading({
      method: "GET",
      path,
      operation: {
        ...{ ...common, id: "getPassword", summary: "Whether a user has a password" },
        answers: { 200: one, ...failures(400, 401, 404, 503) },
      },
      handle: async (exchange, { params }) => {
        const { user, credentials } = await loadUser(asked, exchange, params.user_id);
        if (!user) return userNotFound;
        return credentials?.password ? json(200, passwordJson(credentials.password, exchange.tenantId)) : notFound;
      },
    }),
    reading({
      method: "POST",
      path,
      operation: {
        ...{ ...common, id: "createPassword", summary: "Sets the first password of a user", body },
        answers: { 200: one, ...failures(400, 401, 404, 409, 413, 415, 503) },
      },
      handle: (exchange, { params, body }) =>
        set(asked, exchange, params.user_id, { ...body, condition: PasswordCondition.ABSENT }),
    }),
    reading({
      method: "PUT",
      path,
      operation: {
        ...{ ...common, id: "updatePassword", summary: "Replaces the password of a user", body },
        answers: { 200: one, ...failures(400, 401, 404, 413, 415, 503) },
      },
      handle: (exchange, { params, body }) =>
        set(asked, exchange, params.user_id, { ...body, condition: PasswordCondition.PRESENT }),
    }),
    reading({
      method: "DELETE",
      path,
      operation: {
        ...{ ...common, id: "deletePassword", summary: "Deletes the password of a user" },
        answers: { 204: { description: "It is gone." }, ...failures(400, 401, 404, 503) },
      },
      handle: async (exchange, { params }) => {
        const { user_id: userId } = params;
        if (!(await findUser(asked, exchange, userId))) return userNotFound;
        const { deleted } = await asked.password.deletePassword({ userId }, callOf(exchange));
        return deleted ? empty(204) : notFound;
      },
    }),
  ];
}

async function set(
  asked: Asked,
  exchange: Exchange,
  userId: string,
  { password, condition }: { readonly password: string; readonly condition: PasswordCondition },
): Promise<Outcome> {
  const user = await findUser(asked, exchange, userId);
  if (!user) return userNotFound;
  const secret = { case: "password", value: password } as const;
  const request = { userId, secret, condition, context: PasswordContext.ADMIN, user: anyPack(UserSchema, user) };
  return refusing(refusals, async () => {
    const response = await asked.password.setPassword(request, callOf(exchange));
    return response.password ? json(200, passwordJson(response.password, exchange.tenantId)) : notFound;
  });
}

const refusals: Refusals = {
  [Reason.PASSWORD_EXISTS]: because(409, "user already has a password"),
  [Reason.PASSWORD_NOT_FOUND]: () => notFound.failure,
  [Reason.PASSWORD_TOO_LONG]: because(400, "password must not be longer than 72 bytes"),
};

function passwordJson({ passwordId, createTime, updateTime }: Password, tenantId: string) {
  return {
    id: passwordId,
    created_at: createTime && rfc3339(createTime),
    updated_at: updateTime && rfc3339(updateTime),
    tenant_id: tenantId,
  };
}
