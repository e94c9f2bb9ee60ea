import { anyPack } from "@bufbuild/protobuf/wkt";
import { credentialJson } from "@signet/json";
import { Reason } from "@signet/proto/errors/v1/errors";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { z } from "zod";
import { empty, json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { webauthnCredential } from "../../schemas/user.ts";
import { type Asked, findUser, loadUser, ofUser, userNotFound } from "./common.ts";
import { refusing } from "./refusals.ts";

const ofCredential = ofUser.extend({ credential_id: z.string().describe("Base64url.") });
type OfCredential = z.output<typeof ofCredential>;

const common = { tag: "Credentials", access: "operator" } as const;
const notFound = { failure: { status: 404, message: "webauthn credential not found" } } as const;

/** Passkeys and security keys of users, for operators (admin-rest.md 6). */
export function credentialRoutes(asked: Asked): readonly Route[] {
  return [
    reading({
      method: "GET",
      path: "/users/:user_id/webauthn_credentials",
      operation: {
        ...{
          ...common,
          id: "listWebauthnCredentials",
          summary: "Passkeys and security keys of a user",
          params: ofUser,
        },
        answers: {
          200: { description: "Oldest first.", body: z.array(webauthnCredential) },
          ...failures(400, 401, 404, 503),
        },
      },
      handle: async (exchange, { params }) => {
        const { user, credentials } = await loadUser(asked, exchange, params.user_id);
        return user ? json(200, (credentials?.webauthnCredentials ?? []).map(credentialJson)) : userNotFound;
      },
    }),
    reading({
      method: "GET",
      path: "/users/:user_id/webauthn_credentials/:credential_id",
      operation: {
        ...{ ...common, id: "getWebauthnCredential", summary: "One of them", params: ofCredential },
        answers: { 200: { description: "The credential.", body: webauthnCredential }, ...failures(400, 401, 404, 503) },
      },
      handle: async (exchange, { params }) => {
        const { user, credentials } = await loadUser(asked, exchange, params.user_id);
        if (!user) return userNotFound;
        const found = credentials?.webauthnCredentials.find(
          ({ credentialId }) => credentialId === params.credential_id,
        );
        return found ? json(200, credentialJson(found)) : notFound;
      },
    }),
    reading({
      method: "DELETE",
      path: "/users/:user_id/webauthn_credentials/:credential_id",
      operation: {
        ...{ ...common, id: "deleteWebauthnCredential", summary: "Deletes one of them", params: ofCredential },
        answers: { 204: { description: "It is good for nothing from now on." }, ...failures(400, 401, 404, 503) },
      },
      handle: (exchange, { params }) => remove(asked, exchange, params),
    }),
  ];
}

async function remove(asked: Asked, exchange: Exchange, params: OfCredential): Promise<Outcome> {
  const { user_id: userId, credential_id: credentialId } = params;
  const user = await findUser(asked, exchange, userId);
  if (!user) return userNotFound;
  const request = { userId, credentialId, user: anyPack(UserSchema, user) };
  return refusing({ [Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND]: () => notFound.failure }, async () => {
    await asked.webauthn.deleteWebauthnCredential(request, callOf(exchange));
    return empty(204);
  });
}
