import { z } from "zod";
import type { Operation } from "../../http/operation.ts";
import { moment } from "../../schemas/scalars.ts";
import { configBody, configSchema, displayNameBody, secretBody, tenantBody } from "./admin-bodies.ts";
import { auditLogEntry, credential, transaction, user } from "./json.ts";
import { auditQuery, failing } from "./operations.ts";

const common = { tag: "Relying parties", access: "operator" } as const;
const params = z.object({ tenantId: z.string().meta({ format: "uuid" }).describe("A relying party.") });
const secretParams = params.extend({ secretId: z.string().meta({ format: "uuid" }) });
const userParams = params.extend({ userId: z.string().meta({ format: "uuid" }).describe("Our id of the user.") });
const number = z.string().optional();
const paged = { "X-Total-Count": "How many there are.", Link: "Other pages (RFC 8288)." };
const gone = { description: "Done." };

const secret = z
  .object({
    id: z.string(),
    name: z.string(),
    secret: z
      .string()
      .describe("An API key in full when it is made, and its beginning afterwards. Signing keys show none."),
    created_at: moment,
  })
  .meta({ id: "PasskeySecret" });
const tenant = z.object({ id: z.string(), display_name: z.string() });

const asked = (...more: readonly number[]) => failing(401, 403, 404, ...more);
const told = (...more: readonly number[]) => failing(401, 403, 404, 413, 415, ...more);
const one = { description: "The secret.", body: secret };
const many = { description: "The secrets.", body: z.array(secret) };

/** The admin API of the passkey server, described (authentication-api.md section 2.10). */
export const adminOperations = {
  list: {
    ...{ ...common, id: "listTenants", summary: "Lists relying parties" },
    answers: { 200: { description: "The relying parties.", body: z.array(tenant) }, ...failing(401, 403) },
  },
  create: {
    ...{ ...common, id: "createTenant", summary: "Creates a relying party", body: tenantBody },
    answers: {
      201: {
        description: "Its id, and the API key if one was asked for.",
        body: z.object({ id: z.string(), api_key: secret.optional() }),
      },
      ...told(),
    },
  },
  get: {
    ...{ ...common, id: "getTenant", summary: "Reads a relying party", params },
    answers: {
      200: { description: "The relying party.", body: tenant.extend({ config: configSchema }) },
      ...asked(),
    },
  },
  rename: {
    ...{ ...common, id: "updateTenant", summary: "Gives a relying party another name", params, body: displayNameBody },
    answers: { 204: gone, ...told() },
  },
  remove: {
    ...{ ...common, id: "deleteTenant", summary: "Deletes a relying party with everything that belongs to it", params },
    answers: { 204: gone, ...asked() },
  },
  configure: {
    ...{ ...common, id: "updateTenantConfig", summary: "Replaces the configuration", params, body: configBody },
    answers: { 204: gone, ...told() },
  },
  listAuditLogs: {
    ...{
      ...common,
      id: "listTenantAuditLogs",
      summary: "Lists what happened, newest first",
      params,
      query: auditQuery,
    },
    answers: { 200: { description: "The entries.", body: z.array(auditLogEntry), headers: paged }, ...asked() },
  },
  listApiKeys: {
    ...{ ...common, id: "listTenantApiKeys", summary: "Lists API keys that hold", params },
    answers: { 200: many, ...asked() },
  },
  createApiKey: {
    ...{ ...common, id: "createTenantApiKey", summary: "Makes an API key", params, body: secretBody },
    answers: { 201: one, ...told(409) },
  },
  deleteApiKey: {
    ...{ ...common, id: "deleteTenantApiKey", summary: "Revokes an API key, at once", params: secretParams },
    answers: { 204: gone, ...asked() },
  },
  listSigningKeys: {
    ...{ ...common, id: "listTenantSigningKeys", summary: "Lists the keys that sign result tokens", params },
    answers: { 200: many, ...asked() },
  },
  createSigningKey: {
    ...{
      ...common,
      id: "createTenantSigningKey",
      summary: "Makes a key that signs from now on",
      params,
      body: secretBody,
    },
    answers: { 201: one, ...told(409) },
  },
  deleteSigningKey: {
    ...{ ...common, id: "deleteTenantSigningKey", summary: "Deletes a signing key", params: secretParams },
    answers: { 204: gone, ...asked() },
  },
  listUsers: {
    ...{ ...common, id: "listTenantUsers", summary: "Lists users", params },
    query: z.object({ page: number, per_page: number, sort_direction: z.string().optional() }),
    answers: { 200: { description: "The users.", body: z.array(user), headers: paged }, ...asked() },
  },
  getUser: {
    ...{ ...common, id: "getTenantUser", summary: "Reads a user", params: userParams },
    answers: {
      200: {
        description: "The user, credentials and transactions.",
        body: user.extend({ credentials: z.array(credential), transactions: z.array(transaction) }),
      },
      ...asked(),
    },
  },
  deleteUser: {
    ...{ ...common, id: "deleteTenantUser", summary: "Deletes a user with all credentials", params: userParams },
    answers: { 204: gone, ...asked() },
  },
} satisfies Record<string, Operation>;
