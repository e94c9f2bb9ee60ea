import type { AuthenticationClient } from "../authentication/client.ts";

/** A credential as a newer server would send it. */
export const stored = {
  id: "AQIDBAUGBwg",
  createdAt: "2024-03-01T10:15:30.123456Z",
  lastUsed: "2024-03-02T08:00:00.000000Z",
  name: "Ada's laptop",
  userVerification: true,
  isResidentKey: true,
  authenticator: { aaguid: "00000000-0000-0000-0000-000000000000", attachment: "platform" },
  user: { id: "ada-01" },
  aMemberOfLater: { kept: true },
};
const creation = {
  publicKey: {
    challenge: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    rp: { id: "localhost", name: "Example Shop" },
    user: { id: "YWRhLTAx", name: "ada@example.org", displayName: "Ada" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    timeout: 60000,
    hints: ["client-device"],
  },
};
const request = { publicKey: { challenge: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", rpId: "localhost" } };
const attestation = {
  id: "AQIDBAUGBwg",
  rawId: "AQIDBAUGBwg",
  type: "public-key" as const,
  response: { clientDataJSON: "e30", attestationObject: "oA" },
  clientExtensionResults: { credProps: { rk: true } },
};
const assertion = {
  id: "AQIDBAUGBwg",
  rawId: "AQIDBAUGBwg",
  type: "public-key" as const,
  response: { clientDataJSON: "e30", authenticatorData: "AA", signature: "AA", userHandle: null },
  clientExtensionResults: {},
};

/** Each call, what has to be on the wire for it, and what it answers. */
export const calls: readonly {
  readonly name: string;
  readonly call: (client: AuthenticationClient) => Promise<unknown>;
  readonly line: string;
  readonly body: string;
  readonly status?: number;
  readonly answer: unknown;
}[] = [
  {
    name: "initializeRegistration",
    call: (client) => client.initializeRegistration({ user: { id: "ada-01", name: "ada@example.org" } }),
    line: "POST /v1/webauthn/registration/initialize",
    body: '{"user":{"id":"ada-01","name":"ada@example.org"}}',
    answer: creation,
  },
  {
    name: "initializeRegistration with every option",
    call: (client) =>
      client.initializeRegistration({
        user: { id: "ada-01", name: "ada@example.org", displayName: "Ädä" },
        options: {
          authenticatorSelection: {
            authenticatorAttachment: "platform",
            requireResidentKey: true,
            userVerification: "required",
          },
          attestation: "direct",
        },
      }),
    line: "POST /v1/webauthn/registration/initialize",
    body: '{"user":{"id":"ada-01","name":"ada@example.org","displayName":"Ädä"},"options":{"authenticatorSelection":{"authenticatorAttachment":"platform","requireResidentKey":true,"userVerification":"required"},"attestation":"direct"}}',
    answer: creation,
  },
  {
    name: "finalizeRegistration",
    call: (client) => client.finalizeRegistration(attestation),
    line: "POST /v1/webauthn/registration/finalize",
    body: JSON.stringify(attestation),
    answer: { credential: stored },
  },
  {
    name: "initializeAuthentication of whoever answers",
    call: (client) => client.initializeAuthentication(),
    line: "POST /v1/webauthn/authentication/initialize",
    body: "{}",
    answer: request,
  },
  {
    name: "initializeAuthentication of a user",
    call: (client) =>
      client.initializeAuthentication({
        user: { id: "ada-01", name: undefined },
        options: { userVerification: "discouraged", authenticatorAttachment: "cross-platform" },
      }),
    line: "POST /v1/webauthn/authentication/initialize",
    body: '{"user":{"id":"ada-01"},"options":{"userVerification":"discouraged","authenticatorAttachment":"cross-platform"}}',
    answer: request,
  },
  {
    name: "finalizeAuthentication",
    call: (client) => client.finalizeAuthentication(assertion),
    line: "POST /v1/webauthn/authentication/finalize",
    body: JSON.stringify(assertion),
    answer: { credential: stored },
  },
  {
    name: "initializeTransaction",
    call: (client) => client.initializeTransaction({ user: { id: "ada-01" }, transaction: "Send 12 EUR to Bea " }),
    line: "POST /v1/webauthn/transaction/initialize",
    body: '{"user":{"id":"ada-01"},"transaction":"Send 12 EUR to Bea "}',
    answer: request,
  },
  {
    name: "finalizeTransaction",
    call: (client) => client.finalizeTransaction(assertion),
    line: "POST /v1/webauthn/transaction/finalize",
    body: JSON.stringify(assertion),
    answer: { credential: stored },
  },
  {
    name: "listCredentials",
    call: (client) => client.listCredentials(),
    line: "GET /v1/webauthn/credentials",
    body: "",
    answer: [],
  },
  {
    name: "listCredentials of a user",
    call: (client) => client.listCredentials({ userId: "ada 01&x", pageSize: 50, page: 2 }),
    line: "GET /v1/webauthn/credentials?user_id=ada+01%26x&page_size=50&page=2",
    body: "",
    answer: [stored, stored],
  },
  {
    name: "getCredential",
    call: (client) => client.getCredential("AQIDBAUGBwg"),
    line: "GET /v1/webauthn/credentials/AQIDBAUGBwg",
    body: "",
    answer: stored,
  },
  {
    name: "updateCredential",
    call: (client) => client.updateCredential("AQIDBAUGBwg", { name: "München key" }),
    line: "PUT /v1/webauthn/credentials/AQIDBAUGBwg",
    body: '{"name":"München key"}',
    answer: stored,
  },
  {
    name: "deleteCredential",
    call: (client) => client.deleteCredential("AQIDBAUGBwg"),
    line: "DELETE /v1/webauthn/credentials/AQIDBAUGBwg",
    body: "",
    status: 204,
    answer: undefined,
  },
];
