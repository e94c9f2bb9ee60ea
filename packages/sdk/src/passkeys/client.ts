import type { CallOptions } from "../http/deadline.ts";
import { type Call, checkedBaseUrl, createTransport, type HttpOptions, segment } from "../http/transport.ts";
import { answer } from "../json/answer.ts";
import type { Model } from "../json/model.ts";
import { creationOptions, requestOptions } from "../webauthn.ts";
import type { PasskeyClient } from "./interface.ts";
import {
  jsonWebKeySet,
  type PasskeyUser,
  passkeyCredential,
  passkeyCredentials,
  signedToken,
  transactions,
} from "./messages.ts";
import { getAuditLogs, getPage } from "./paging.ts";

/** Where the passkey server is, and for which tenant. */
export interface PasskeyOptions extends HttpOptions {
  /** Without the tenant; a slash at its end makes no difference. */
  readonly baseUrl: string;
  readonly tenantId: string;
  /** Not needed for `jwks`, `login` without a user, and the ends of `login` and `registration`. Keep it out of browsers. */
  readonly apiKey?: string;
}

/**
 * A client of the passkey server, for one tenant. Throws a `TypeError` for options that cannot be meant.
 *
 * @example
 * ```ts
 * const client = createPasskeyClient({ baseUrl, tenantId, apiKey, timeoutMs: 5_000, logger: console });
 * const { keys } = await client.jwks();
 * console.log(keys.length > 0); // true
 * ```
 */
export function createPasskeyClient(options: PasskeyOptions): PasskeyClient {
  const { apiKey, tenantId } = options;
  const baseUrl = checkedBaseUrl("baseUrl", options.baseUrl);
  const root = `/${segment("tenantId", tenantId)}`;
  const proof: Readonly<Record<string, string>> = apiKey ? { apikey: apiKey } : {};
  const send = createTransport({ ...options, baseUrl, authorize: async () => proof });

  const call = async <T>(model: Model<T>, request: Call, callOptions: CallOptions | undefined): Promise<T> =>
    answer(await send(request, callOptions), model);
  const post = <T>(model: Model<T>, path: string) => {
    return (body: unknown, callOptions?: CallOptions) => call(model, { method: "POST", path, body }, callOptions);
  };
  const one = (id: string) => `${root}/credentials/${segment("the credential's id", id)}`;

  const registrationBelow = (prefix: string) => {
    const start = post(creationOptions, `${root}${prefix}/registration/initialize`);
    return {
      initialize: (user: PasskeyUser, callOptions?: CallOptions) => start(userBody(user), callOptions),
      finalize: post(signedToken, `${root}${prefix}/registration/finalize`),
    };
  };
  const loginBelow = (prefix: string) => {
    const start = post(requestOptions, `${root}${prefix}/login/initialize`);
    return {
      initialize: ({ userId }: { userId?: string } = {}, callOptions?: CallOptions) =>
        start({ user_id: userId }, callOptions),
      finalize: post(signedToken, `${root}${prefix}/login/finalize`),
    };
  };
  const startTransaction = post(requestOptions, `${root}/transaction/initialize`);

  return {
    registration: registrationBelow(""),
    login: loginBelow(""),
    mfa: { registration: registrationBelow("/mfa"), login: loginBelow("/mfa") },
    transaction: {
      initialize: ({ userId, transactionId, transactionData }, callOptions) =>
        startTransaction(
          { user_id: userId, transaction_id: transactionId, transaction_data: transactionData },
          callOptions,
        ),
      finalize: post(signedToken, `${root}/transaction/finalize`),
      list: async (id, callOptions) =>
        call(transactions, { method: "GET", path: `${root}/transaction/${segment("the user's id", id)}` }, callOptions),
    },
    credentials: {
      list({ userId, page, perPage, order } = {}, callOptions) {
        const query = { user_id: userId, page, per_page: perPage, order };
        return getPage(send, { path: `${root}/credentials`, query, model: passkeyCredentials }, callOptions);
      },
      get: async (id, callOptions) => call(passkeyCredential, { method: "GET", path: one(id) }, callOptions),
      async update(id, { name }, callOptions) {
        await send({ method: "PATCH", path: one(id), body: { name } }, callOptions);
      },
      async delete(id, callOptions) {
        await send({ method: "DELETE", path: one(id) }, callOptions);
      },
    },
    auditLogs: (query = {}, callOptions) => getAuditLogs(send, { path: `${root}/audit_logs`, query }, callOptions),
    jwks: (callOptions) => call(jsonWebKeySet, { method: "GET", path: `${root}/.well-known/jwks.json` }, callOptions),
  };
}

function userBody({ userId, username, displayName, icon }: PasskeyUser) {
  return { user_id: userId, username, display_name: displayName, icon };
}
