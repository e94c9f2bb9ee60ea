import type { CallOptions } from "../http/deadline.ts";
import type {
  ConfiguredTenant,
  NewTenant,
  Tenant,
  TenantConfig,
  TenantSecret,
  TenantUser,
  TenantUserDetails,
  UserQuery,
} from "./admin-messages.ts";
import type { AuditLogEntry, AuditLogQuery, Page } from "./messages.ts";

/** Those who run the passkey server, over all tenants. Every method fails as those of `PasskeyClient` do. */
export interface PasskeyAdminClient {
  readonly tenants: Tenants;
  /** With them back ends show who they are. */
  readonly apiKeys: TenantSecrets;
  /** With them tokens are signed: the newest signs, all of them verify. */
  readonly signingKeys: TenantSecrets;
  readonly users: TenantUsers;
}

/** Relying parties. */
export interface Tenants {
  /**
   * All of them.
   *
   * @example
   * ```ts
   * const [first] = await admin.tenants.list();
   * console.log(first?.displayName); // Example Shop
   * ```
   */
  list(options?: CallOptions): Promise<readonly Tenant[]>;
  /**
   * Makes a tenant, and an API key if one is wanted.
   *
   * @example
   * ```ts
   * const { id, apiKey } = await admin.tenants.create({
   *   displayName: "Another Shop",
   *   config: {
   *     cors: { allowedOrigins: ["https://another.example"], allowUnsafeWildcard: false },
   *     webauthn: {
   *       relyingParty: { id: "another.example", displayName: "Another Shop", origins: ["https://another.example"] },
   *       timeout: 60_000,
   *     },
   *   },
   *   createApiKey: true,
   * });
   * const another = createPasskeyClient({ baseUrl, tenantId: id, apiKey: apiKey?.secret });
   * console.log((await another.credentials.list()).total); // 0
   * ```
   */
  create(tenant: NewTenant, options?: CallOptions): Promise<{ readonly id: string; readonly apiKey?: TenantSecret }>;
  /**
   * One tenant.
   *
   * @example
   * ```ts
   * const { config } = await admin.tenants.get(tenantId);
   * console.log(config.webauthn.relyingParty.id); // localhost
   * ```
   */
  get(tenantId: string, options?: CallOptions): Promise<ConfiguredTenant>;
  /**
   * Gives a tenant another name.
   *
   * @example
   * ```ts
   * await admin.tenants.update(tenantId, { displayName: "Our Shop" });
   * ```
   */
  update(tenantId: string, change: { readonly displayName: string }, options?: CallOptions): Promise<void>;
  /**
   * Replaces everything that was decided for a tenant.
   *
   * @example
   * ```ts
   * const { config } = await admin.tenants.get(tenantId);
   * await admin.tenants.updateConfig(tenantId, { ...config, webauthn: { ...config.webauthn, timeout: 90_000 } });
   * ```
   */
  updateConfig(tenantId: string, config: TenantConfig, options?: CallOptions): Promise<void>;
  /**
   * Removes a tenant, its users and their credentials for ever.
   *
   * @example
   * ```ts
   * await admin.tenants.delete(tenantId);
   * ```
   */
  delete(tenantId: string, options?: CallOptions): Promise<void>;
  /**
   * A page of what happened at a tenant, the newest first.
   *
   * @example
   * ```ts
   * const { items } = await admin.tenants.auditLogs(tenantId, { startTime: new Date(Date.now() - 86_400_000) });
   * for (const { createdAt, type } of items) console.log(createdAt, type);
   * ```
   */
  auditLogs(tenantId: string, query?: AuditLogQuery, options?: CallOptions): Promise<Page<AuditLogEntry>>;
}

/** Keys of one kind. */
export interface TenantSecrets {
  /**
   * All of a tenant's.
   *
   * @example
   * ```ts
   * for (const { id, name } of await admin.apiKeys.list(tenantId)) console.log(id, name);
   * ```
   */
  list(tenantId: string, options?: CallOptions): Promise<readonly TenantSecret[]>;
  /**
   * Makes a key.
   *
   * @example
   * ```ts
   * const { secret } = await admin.apiKeys.create(tenantId, { name: "a second back end" });
   * const { keys } = await createPasskeyClient({ baseUrl, tenantId, apiKey: secret }).jwks();
   * ```
   */
  create(tenantId: string, key: { readonly name: string }, options?: CallOptions): Promise<TenantSecret>;
  /**
   * Ends a key at once.
   *
   * @example
   * ```ts
   * const { id } = await admin.signingKeys.create(tenantId, { name: "made by mistake" });
   * await admin.signingKeys.delete(tenantId, id);
   * ```
   */
  delete(tenantId: string, secretId: string, options?: CallOptions): Promise<void>;
}

/** Users of a tenant, by the server's own ids. */
export interface TenantUsers {
  /**
   * A page of them.
   *
   * @example
   * ```ts
   * const { items } = await admin.users.list(tenantId, { perPage: 100, sortDirection: "asc" });
   * console.log(items[0]?.userId); // ada-01
   * ```
   */
  list(tenantId: string, query?: UserQuery, options?: CallOptions): Promise<Page<TenantUser>>;
  /**
   * One user, with credentials and transactions.
   *
   * @example
   * ```ts
   * const [ada] = (await admin.users.list(tenantId)).items;
   * const { credentials } = await admin.users.get(tenantId, ada?.id ?? "");
   * console.log(credentials.length); // 1
   * ```
   */
  get(tenantId: string, id: string, options?: CallOptions): Promise<TenantUserDetails>;
  /**
   * Removes a user and their credentials for ever.
   *
   * @example
   * ```ts
   * const [ada] = (await admin.users.list(tenantId)).items;
   * await admin.users.delete(tenantId, ada?.id ?? "");
   * ```
   */
  delete(tenantId: string, id: string, options?: CallOptions): Promise<void>;
}
