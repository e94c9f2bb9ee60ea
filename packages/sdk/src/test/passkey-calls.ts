import type { PasskeyClient } from "../passkeys/interface.ts";

/** Whose calls they are. */
export const tenantId = "0191f3a4-0000-7000-8000-00000000000a";

const creation = {
  publicKey: {
    challenge: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    rp: { id: "localhost", name: "Example Shop" },
    user: { id: "YWRhLTAx", name: "ada", displayName: "Ada" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
  },
};
/** What a login begins with. */
export const request = { publicKey: { challenge: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", rpId: "localhost" } };
const attestation = {
  id: "AA",
  rawId: "AA",
  type: "public-key" as const,
  response: { clientDataJSON: "e30", attestationObject: "oA", transports: ["internal", "hybrid"] },
};
const assertion = {
  id: "AA",
  rawId: "AA",
  type: "public-key" as const,
  response: { clientDataJSON: "e30", authenticatorData: "AA", signature: "AA", userHandle: "YWRhLTAx" },
};
const token = { token: "a.b.c" };
/** A credential on the wire. */
export const wireCredential = {
  id: "AA",
  name: "Ada's phone",
  public_key: "pQ",
  attestation_type: "none",
  aaguid: "00000000-0000-0000-0000-000000000000",
  last_used_at: "2024-03-02T08:00:00Z",
  created_at: "2024-03-01T10:15:30Z",
  transports: ["internal"],
  backup_eligible: true,
  backup_state: false,
  is_mfa: false,
  user_id: "ada-01",
};
const credential = {
  id: "AA",
  name: "Ada's phone",
  publicKey: "pQ",
  attestationType: "none",
  aaguid: "00000000-0000-0000-0000-000000000000",
  lastUsedAt: "2024-03-02T08:00:00Z",
  createdAt: "2024-03-01T10:15:30Z",
  transports: ["internal"],
  backupEligible: true,
  backupState: false,
  isMfa: false,
  userId: "ada-01",
};
const ada = { userId: "ada-01", username: "ada", displayName: "Ada", icon: "https://example.org/ada.png" };
const adaOnTheWire = '{"user_id":"ada-01","username":"ada","display_name":"Ada","icon":"https://example.org/ada.png"}';

/** A call, what has to be on the wire for it, and what it answers. */
interface Expected {
  readonly name: string;
  readonly call: (client: PasskeyClient) => Promise<unknown>;
  readonly line: string;
  readonly body?: string;
  readonly status?: number;
  readonly wire?: unknown;
  readonly result?: unknown;
}

export const ceremonies: readonly Expected[] = [
  {
    name: "registration.initialize",
    call: (client) => client.registration.initialize(ada),
    line: "POST registration/initialize",
    body: adaOnTheWire,
    wire: creation,
    result: creation,
  },
  {
    name: "registration.finalize",
    call: (client) => client.registration.finalize(attestation),
    line: "POST registration/finalize",
    body: JSON.stringify(attestation),
    wire: token,
    result: token,
  },
  {
    name: "login.initialize of whoever answers",
    call: (client) => client.login.initialize(),
    line: "POST login/initialize",
    body: "{}",
    wire: request,
    result: request,
  },
  {
    name: "login.initialize of a user",
    call: (client) => client.login.initialize({ userId: "ada-01" }),
    line: "POST login/initialize",
    body: '{"user_id":"ada-01"}',
    wire: request,
    result: request,
  },
  {
    name: "login.finalize",
    call: (client) => client.login.finalize(assertion),
    line: "POST login/finalize",
    body: JSON.stringify(assertion),
    wire: token,
    result: token,
  },
  {
    name: "mfa.registration.initialize",
    call: (client) => client.mfa.registration.initialize(ada),
    line: "POST mfa/registration/initialize",
    body: adaOnTheWire,
    wire: creation,
    result: creation,
  },
  {
    name: "mfa.registration.finalize",
    call: (client) => client.mfa.registration.finalize(attestation),
    line: "POST mfa/registration/finalize",
    body: JSON.stringify(attestation),
    wire: token,
    result: token,
  },
  {
    name: "mfa.login.initialize",
    call: (client) => client.mfa.login.initialize({ userId: "ada-01" }),
    line: "POST mfa/login/initialize",
    body: '{"user_id":"ada-01"}',
    wire: request,
    result: request,
  },
  {
    name: "mfa.login.finalize",
    call: (client) => client.mfa.login.finalize(assertion),
    line: "POST mfa/login/finalize",
    body: JSON.stringify(assertion),
    wire: token,
    result: token,
  },
  {
    name: "transaction.initialize",
    call: (client) =>
      client.transaction.initialize({
        userId: "ada-01",
        transactionId: "inv-2024-77",
        transactionData: { to_whom: "bea", amount: 19.9 },
      }),
    line: "POST transaction/initialize",
    body: '{"user_id":"ada-01","transaction_id":"inv-2024-77","transaction_data":{"to_whom":"bea","amount":19.9}}',
    wire: request,
    result: request,
  },
  {
    name: "transaction.finalize",
    call: (client) => client.transaction.finalize(assertion),
    line: "POST transaction/finalize",
    body: JSON.stringify(assertion),
    wire: token,
    result: token,
  },
];

export const reads: readonly Expected[] = [
  {
    name: "transaction.list",
    call: (client) => client.transaction.list("ada/01"),
    line: "GET transaction/ada%2F01",
    wire: [{ id: "1", identifier: "inv", data: '{"to_whom":"bea"}', created_at: "2024", updated_at: "2025" }],
    result: [{ id: "1", identifier: "inv", data: '{"to_whom":"bea"}', createdAt: "2024", updatedAt: "2025" }],
  },
  {
    name: "credentials.list",
    call: (client) => client.credentials.list(),
    line: "GET credentials",
    wire: [],
    result: { items: [], total: 7 },
  },
  {
    name: "credentials.list of a user",
    call: (client) => client.credentials.list({ userId: "ada-01", page: 2, perPage: 50, order: "asc" }),
    line: "GET credentials?user_id=ada-01&page=2&per_page=50&order=asc",
    wire: [wireCredential],
    result: { items: [credential], total: 7 },
  },
  {
    name: "credentials.get",
    call: (client) => client.credentials.get("AA"),
    line: "GET credentials/AA",
    wire: wireCredential,
    result: credential,
  },
  {
    name: "credentials.update",
    call: (client) => client.credentials.update("AA", { name: "Ada's key" }),
    line: "PATCH credentials/AA",
    body: '{"name":"Ada\'s key"}',
    status: 204,
  },
  {
    name: "credentials.delete",
    call: (client) => client.credentials.delete("AA"),
    line: "DELETE credentials/AA",
    status: 204,
  },
  {
    name: "auditLogs",
    call: (client) =>
      client.auditLogs({
        page: 1,
        perPage: 5,
        type: ["webauthn_credential_updated", "webauthn_credential_deleted"],
        startTime: new Date(0),
        endTime: "2024-03-02T08:00:00Z",
        actorUserId: "ada",
        metaSourceIp: "127.",
        q: "a",
      }),
    line:
      "GET audit_logs?page=1&per_page=5&type=webauthn_credential_updated&type=webauthn_credential_deleted" +
      "&start_time=1970-01-01T00%3A00%3A00.000Z&end_time=2024-03-02T08%3A00%3A00Z&actor_user_id=ada&meta_source_ip=127.&q=a",
    wire: [{ id: "1", type: "t", created_at: "2024", tenant_id: tenantId, transaction_id: null }],
    result: { items: [{ id: "1", type: "t", createdAt: "2024", tenantId, transactionId: null }], total: 7 },
  },
  {
    name: "jwks",
    call: (client) => client.jwks(),
    line: "GET .well-known/jwks.json",
    wire: { keys: [{ kty: "RSA", kid: "k", n: "AQ", e: "AQAB" }] },
    result: { keys: [{ kty: "RSA", kid: "k", n: "AQ", e: "AQAB" }] },
  },
];
