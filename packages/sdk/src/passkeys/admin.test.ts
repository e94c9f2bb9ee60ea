import { expect, test } from "vitest";
import { fakeServer } from "../test/fake-server.ts";
import { createPasskeyAdminClient } from "./admin.ts";
import type { PasskeyAdminClient } from "./admin-interface.ts";

const config = {
  cors: { allowedOrigins: ["https://shop.example"], allowUnsafeWildcard: false },
  webauthn: {
    relyingParty: { id: "shop.example", displayName: "Shop", origins: ["https://shop.example"] },
    timeout: 60_000,
    attestationPreference: "direct" as const,
  },
};
const configOnTheWire = {
  cors: { allowed_origins: ["https://shop.example"], allow_unsafe_wildcard: false },
  webauthn: {
    relying_party: { id: "shop.example", display_name: "Shop", origins: ["https://shop.example"] },
    timeout: 60_000,
    attestation_preference: "direct",
  },
};
const secret = { id: "s", name: "n", secret: "word", created_at: "2024" };
const user = { id: "u", user_id: "ada-01", name: "ada", icon: "", display_name: "Ada" };
const entry = { id: "1", type: "t", created_at: "2024", tenant_id: "t/1", transaction_id: null };

interface Expected {
  readonly name: string;
  readonly call: (admin: PasskeyAdminClient) => Promise<unknown>;
  readonly line: string;
  readonly body?: unknown;
  readonly wire?: unknown;
  readonly result?: unknown;
}

// Ids that would leave their place in the path, were they not escaped.
const calls: readonly Expected[] = [
  {
    name: "tenants.list",
    call: ({ tenants }) => tenants.list(),
    line: "GET /tenants",
    wire: [{ id: "t", display_name: "Shop" }],
    result: [{ id: "t", displayName: "Shop" }],
  },
  {
    name: "tenants.create",
    call: ({ tenants }) => tenants.create({ displayName: "Shop", config, createApiKey: true }),
    line: "POST /tenants",
    body: { display_name: "Shop", config: configOnTheWire, create_api_key: true },
    wire: { id: "t", api_key: secret },
    result: { id: "t", apiKey: { id: "s", name: "n", secret: "word", createdAt: "2024" } },
  },
  {
    name: "tenants.get",
    call: ({ tenants }) => tenants.get("t/1"),
    line: "GET /tenants/t%2F1",
    wire: { id: "t/1", display_name: "Shop", config: configOnTheWire },
    result: { id: "t/1", displayName: "Shop", config },
  },
  {
    name: "tenants.update",
    call: ({ tenants }) => tenants.update("t/1", { displayName: "Shop" }),
    line: "PUT /tenants/t%2F1",
    body: { display_name: "Shop" },
  },
  {
    name: "tenants.updateConfig",
    call: ({ tenants }) => tenants.updateConfig("t/1", config),
    line: "PUT /tenants/t%2F1/config",
    body: configOnTheWire,
  },
  { name: "tenants.delete", call: ({ tenants }) => tenants.delete("t/1"), line: "DELETE /tenants/t%2F1" },
  {
    name: "tenants.auditLogs",
    call: ({ tenants }) => tenants.auditLogs("t/1", { type: ["t"], q: "ada" }),
    line: "GET /tenants/t%2F1/audit_logs?type=t&q=ada",
    wire: [entry],
    result: { items: [{ id: "1", type: "t", createdAt: "2024", tenantId: "t/1", transactionId: null }], total: 7 },
  },
  {
    name: "apiKeys.list",
    call: ({ apiKeys }) => apiKeys.list("t/1"),
    line: "GET /tenants/t%2F1/secrets/api",
    wire: [{ ...secret, secret: undefined }],
    result: [{ id: "s", name: "n", createdAt: "2024" }],
  },
  {
    name: "apiKeys.create",
    call: ({ apiKeys }) => apiKeys.create("t/1", { name: "n" }),
    line: "POST /tenants/t%2F1/secrets/api",
    body: { name: "n" },
    wire: secret,
    result: { id: "s", name: "n", secret: "word", createdAt: "2024" },
  },
  {
    name: "signingKeys.delete",
    call: ({ signingKeys }) => signingKeys.delete("t/1", "s/1"),
    line: "DELETE /tenants/t%2F1/secrets/jwk/s%2F1",
  },
  {
    name: "users.list",
    call: ({ users }) => users.list("t/1", { page: 2, perPage: 5, sortDirection: "asc" }),
    line: "GET /tenants/t%2F1/users?page=2&per_page=5&sort_direction=asc",
    wire: [user],
    result: { items: [{ id: "u", userId: "ada-01", name: "ada", icon: "", displayName: "Ada" }], total: 7 },
  },
  {
    name: "users.get",
    call: ({ users }) => users.get("t/1", "u/1"),
    line: "GET /tenants/t%2F1/users/u%2F1",
    wire: { ...user, credentials: [], transactions: [] },
    result: { id: "u", userId: "ada-01", name: "ada", icon: "", displayName: "Ada", credentials: [], transactions: [] },
  },
  {
    name: "users.delete",
    call: ({ users }) => users.delete("t/1", "u/1"),
    line: "DELETE /tenants/t%2F1/users/u%2F1",
  },
];

test.each(calls)("$name sends what the contract says, and answers in our spelling", async ({ call, ...expected }) => {
  const server = await fakeServer((response) => {
    response.writeHead(expected.wire === undefined ? 204 : 200, { "x-total-count": "7" });
    response.end(expected.wire === undefined ? undefined : JSON.stringify(expected.wire));
  });
  expect(await call(createPasskeyAdminClient({ baseUrl: server.url, apiKey: "an admin's key" }))).toEqual(
    expected.result,
  );

  const [received, ...rest] = server.received;
  expect(rest).toEqual([]);
  expect(`${received?.method} ${received?.path}`).toBe(expected.line);
  expect(received?.body === "" ? undefined : JSON.parse(received?.body ?? "")).toEqual(expected.body);
  expect(received?.headers.authorization).toBe("Bearer an admin's key");
});

test("without a key none is sent", async () => {
  const server = await fakeServer((response) => response.end("[]"));
  await createPasskeyAdminClient({ baseUrl: server.url }).tenants.list();
  expect(server.received[0]?.headers.authorization).toBeUndefined();
});
