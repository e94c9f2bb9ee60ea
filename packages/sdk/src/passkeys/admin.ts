import type { CallOptions } from "../http/deadline.ts";
import { type Call, checkedBaseUrl, createTransport, type HttpOptions, segment } from "../http/transport.ts";
import { answer } from "../json/answer.ts";
import { snakeMembers } from "../json/case.ts";
import type { Model } from "../json/model.ts";
import type { PasskeyAdminClient, TenantSecrets } from "./admin-interface.ts";
import {
  configuredTenant,
  createdTenant,
  tenantSecret,
  tenantSecrets,
  tenants,
  tenantUserDetails,
  tenantUsers,
} from "./admin-messages.ts";
import { getAuditLogs, getPage } from "./paging.ts";

/** Where the admin API of the passkey server is. */
export interface PasskeyAdminOptions extends HttpOptions {
  readonly baseUrl: string;
  /** A key of the administration, unless the server asks for none. */
  readonly apiKey?: string;
}

/**
 * A client of the passkey server's admin API. Throws a `TypeError` for options that cannot be meant.
 *
 * @example
 * ```ts
 * const client = createPasskeyAdminClient({ baseUrl: adminUrl, apiKey: adminKey });
 * console.log((await client.tenants.list()).some(({ id }) => id === tenantId)); // true
 * ```
 */
export function createPasskeyAdminClient(options: PasskeyAdminOptions): PasskeyAdminClient {
  const { apiKey } = options;
  const baseUrl = checkedBaseUrl("baseUrl", options.baseUrl);
  const proof: Readonly<Record<string, string>> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  const send = createTransport({ ...options, baseUrl, authorize: async () => proof });

  const read = async <T>(model: Model<T>, call: Call, callOptions: CallOptions | undefined): Promise<T> =>
    answer(await send(call, callOptions), model);
  const write = async (call: Call, callOptions: CallOptions | undefined): Promise<void> => {
    await send(call, callOptions);
  };
  const one = (tenantId: string, ...rest: readonly string[]) =>
    ["/tenants", segment("tenantId", tenantId), ...rest].join("/");
  const user = (id: string) => `users/${segment("the user's id", id)}`;

  const secretsOf = (kind: "api" | "jwk"): TenantSecrets => {
    const all = (tenantId: string) => one(tenantId, "secrets", kind);
    return {
      list: async (tenantId, callOptions) => read(tenantSecrets, { method: "GET", path: all(tenantId) }, callOptions),
      create: async (tenantId, { name }, callOptions) =>
        read(tenantSecret, { method: "POST", path: all(tenantId), body: { name } }, callOptions),
      delete: async (tenantId, secretId, callOptions) =>
        write({ method: "DELETE", path: `${all(tenantId)}/${segment("secretId", secretId)}` }, callOptions),
    };
  };

  return {
    tenants: {
      list: (callOptions) => read(tenants, { method: "GET", path: "/tenants" }, callOptions),
      create: (tenant, callOptions) =>
        read(createdTenant, { method: "POST", path: "/tenants", body: snakeMembers(tenant) }, callOptions),
      get: async (tenantId, callOptions) => read(configuredTenant, { method: "GET", path: one(tenantId) }, callOptions),
      update: async (tenantId, { displayName }, callOptions) =>
        write({ method: "PUT", path: one(tenantId), body: { display_name: displayName } }, callOptions),
      updateConfig: async (tenantId, config, callOptions) =>
        write({ method: "PUT", path: one(tenantId, "config"), body: snakeMembers(config) }, callOptions),
      delete: async (tenantId, callOptions) => write({ method: "DELETE", path: one(tenantId) }, callOptions),
      auditLogs: async (tenantId, query = {}, callOptions) =>
        getAuditLogs(send, { path: one(tenantId, "audit_logs"), query }, callOptions),
    },
    apiKeys: secretsOf("api"),
    signingKeys: secretsOf("jwk"),
    users: {
      async list(tenantId, { page, perPage, sortDirection } = {}, callOptions) {
        const query = { page, per_page: perPage, sort_direction: sortDirection };
        return getPage(send, { path: one(tenantId, "users"), query, model: tenantUsers }, callOptions);
      },
      get: async (tenantId, id, callOptions) =>
        read(tenantUserDetails, { method: "GET", path: one(tenantId, user(id)) }, callOptions),
      delete: async (tenantId, id, callOptions) =>
        write({ method: "DELETE", path: one(tenantId, user(id)) }, callOptions),
    },
  };
}
