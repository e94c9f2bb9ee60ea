import { describe, expect, test } from "vitest";
import { hmacAuthorization } from "./authorization.ts";

// The vectors of the contract, section 1.2.3.
const key = { apiKeyId: "3f1c2b7a-9d4e-4c6f-8a10-5b2e7d9c0f41", apiSecret: "example-secret-not-for-production" };
const fixed = { time: new Date(1_700_000_000_999), nonce: "7a0e4d52-1b7c-4f0e-9c3d-6d1f2a3b4c5d" };
const transaction =
  '{"user":{"id":"ada-01"},"options":{"userVerification":"required","authenticatorAttachment":"platform"},"transaction":"Send 12 EUR to Bea"}';

describe("signatures", () => {
  test.each([
    {
      vector: "V1, a body",
      method: "POST",
      path: "/v1/webauthn/transaction/initialize",
      body: transaction,
      signature: "4132aab4f621a0f537cdd5173669bec497e3296a370b6eef6296d890d028b4d9",
    },
    {
      vector: "V2, the same body with a line break",
      method: "POST",
      path: "/v1/webauthn/transaction/initialize",
      body: `${transaction}\n`,
      signature: "b22dceb7cb2e3a2682190928f082503db799d112f45c4deffec37ff73255d0d2",
    },
    {
      vector: "V3, no body",
      method: "GET",
      path: "/v1/webauthn/credentials",
      body: undefined,
      signature: "3353627427fbe8c4cd24b6188b9091a103d1355e946cbbd721dc20643cc8c61b",
    },
    {
      vector: "V4, escaped characters",
      method: "PUT",
      path: "/v1/webauthn/credentials/AQIDBAUGBwg",
      body: '{"name": "M\\u00fcnchen key"}',
      signature: "6f2a2cad57eb129a0b02a9942041ac022cf78da46ad6bdbdfcd6450ee99ed961",
    },
    {
      vector: "V5, the characters themselves",
      method: "PUT",
      path: "/v1/webauthn/credentials/AQIDBAUGBwg",
      body: '{"name":"München key"}',
      signature: "61380199e62a76d95d49b08aae116085986ea44a5e2434ca9f36324948929d5d",
    },
  ])("of $vector are those of the contract", async ({ vector: _, signature, ...request }) => {
    expect(tokenIn(await hmacAuthorization({ ...key, ...fixed, ...request }))).toEqual({
      apiKeyId: key.apiKeyId,
      time: "1700000000",
      nonce: fixed.nonce,
      signature,
    });
  });

  test("are the same for text and for its bytes", async () => {
    const request = { ...key, ...fixed, method: "post", path: "/v1/webauthn/transaction/initialize" };
    const bytes = new TextEncoder().encode(transaction);
    expect(await hmacAuthorization({ ...request, body: bytes })).toBe(
      await hmacAuthorization({ ...request, body: transaction }),
    );
  });

  test("differ from one second and one nonce to the next", async () => {
    const request = { ...key, method: "GET", path: "/v1/webauthn/credentials" };
    const signatures = [
      await hmacAuthorization({ ...request, ...fixed }),
      await hmacAuthorization({ ...request, ...fixed, time: new Date(1_700_000_001_000) }),
      await hmacAuthorization({ ...request, ...fixed, nonce: "7a0e4d52-1b7c-4f0e-9c3d-6d1f2a3b4c5e" }),
    ].map((header) => tokenIn(header).signature);
    expect(new Set(signatures).size).toBe(3);
  });
});

test("the header of V1 is that of the contract, letter by letter", async () => {
  const path = "/v1/webauthn/transaction/initialize";
  expect(await hmacAuthorization({ ...key, ...fixed, method: "POST", path, body: transaction })).toBe(
    "hanko eyJhcGlLZXlJZCI6IjNmMWMyYjdhLTlkNGUtNGM2Zi04YTEwLTViMmU3ZDljMGY0MSIsInRpbWUiOiIxNzAwMDAwMDAwIiwibm9uY2UiOiI3YTBlNGQ1Mi0xYjdjLTRmMGUtOWMzZC02ZDFmMmEzYjRjNWQiLCJzaWduYXR1cmUiOiI0MTMyYWFiNGY2MjFhMGY1MzdjZGQ1MTczNjY5YmVjNDk3ZTMyOTZhMzcwYjZlZWY2Mjk2ZDg5MGQwMjhiNGQ5In0",
  );
});

test("unless told otherwise, a request is signed now and once", async () => {
  const request = { ...key, method: "GET", path: "/v1/webauthn/credentials" };
  const [one, two] = [tokenIn(await hmacAuthorization(request)), tokenIn(await hmacAuthorization(request))];
  expect(Math.abs(Number(one.time) - Date.now() / 1000)).toBeLessThan(5);
  expect(one.nonce).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(one.nonce).not.toBe(two.nonce);
});

function tokenIn(header: string): Readonly<Record<string, string>> {
  expect(header).toMatch(/^hanko [A-Za-z0-9+/]+$/);
  return JSON.parse(Buffer.from(header.slice("hanko ".length), "base64").toString("utf8"));
}
