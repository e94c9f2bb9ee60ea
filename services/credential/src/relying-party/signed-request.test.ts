import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isFresh, messagesOf, readSignatureHeader } from "./signed-request.ts";

const apiKeyId = "3f1c2b7a-9d4e-4c6f-8a10-5b2e7d9c0f41";
const secret = "example-secret-not-for-production";
const nonce = "7a0e4d52-1b7c-4f0e-9c3d-6d1f2a3b4c5d";
const header = { apiKeyId, time: "1700000000", nonce, signature: "0".repeat(64) };
const v1 =
  '{"user":{"id":"ada-01"},"options":{"userVerification":"required","authenticatorAttachment":"platform"},"transaction":"Send 12 EUR to Bea"}';
const credential = "/v1/webauthn/credentials/AQIDBAUGBwg";

/** The vectors of the contract, authentication-api.md section 1.2.3. */
const vectors = [
  [
    "V1",
    "POST",
    "/v1/webauthn/transaction/initialize",
    v1,
    "4132aab4f621a0f537cdd5173669bec497e3296a370b6eef6296d890d028b4d9",
  ],
  [
    "V2",
    "POST",
    "/v1/webauthn/transaction/initialize",
    `${v1}\n`,
    "b22dceb7cb2e3a2682190928f082503db799d112f45c4deffec37ff73255d0d2",
  ],
  ["V3", "GET", "/v1/webauthn/credentials", "", "3353627427fbe8c4cd24b6188b9091a103d1355e946cbbd721dc20643cc8c61b"],
  [
    "V4",
    "PUT",
    credential,
    '{"name": "M\\u00fcnchen key"}',
    "6f2a2cad57eb129a0b02a9942041ac022cf78da46ad6bdbdfcd6450ee99ed961",
  ],
  [
    "V5",
    "PUT",
    credential,
    '{"name":"München key"}',
    "61380199e62a76d95d49b08aae116085986ea44a5e2434ca9f36324948929d5d",
  ],
] as const;

describe("the message that a client signs", () => {
  test.each(vectors)("is that of vector %s", (_name, method, path, body, signature) => {
    const bodyHash = body === "" ? "" : createHash("sha256").update(body, "utf8").digest("hex");
    const [message = ""] = messagesOf(header, { method, paths: [path], bodyHash });
    expect(createHmac("sha256", secret).update(message).digest("hex")).toBe(signature);
  });

  test("is tried for each path that the client may have meant", () => {
    const messages = messagesOf(header, { method: "GET", paths: ["/v1/webauthn/x", "v1/webauthn/x"], bodyHash: "" });
    expect(messages).toEqual([
      `${apiKeyId}:1700000000:GET:/v1/webauthn/x:${nonce}`,
      `${apiKeyId}:1700000000:GET:v1/webauthn/x:${nonce}`,
    ]);
  });
});

describe("the token of the header", () => {
  const encode = (value: unknown, encoding: BufferEncoding = "base64") =>
    Buffer.from(JSON.stringify(value)).toString(encoding);

  test("of the Python SDK, with blanks in its JSON, is read", () => {
    const token =
      "eyJhcGlLZXlJZCI6ICIzZjFjMmI3YS05ZDRlLTRjNmYtOGExMC01YjJlN2Q5YzBmNDEiLCAidGltZSI6ICIxNzAwMDAwMDAwIiwgIm5vbmNlIjogIjdhMGU0ZDUyLTFiN2MtNGYwZS05YzNkLTZkMWYyYTNiNGM1ZCIsICJzaWduYXR1cmUiOiAiNmYyYTJjYWQ1N2ViMTI5YTBiMDJhOTk0MjA0MWFjMDIyY2Y3OGRhNDZhZDZiZGJkZmNkNjQ1MGVlOTllZDk2MSJ9";
    expect(readSignatureHeader(token)).toEqual({
      ...header,
      signature: "6f2a2cad57eb129a0b02a9942041ac022cf78da46ad6bdbdfcd6450ee99ed961",
    });
  });

  test.each([
    ["padded", encode(header)],
    ["unpadded", encode(header).replace(/=+$/, "")],
    ["in the URL alphabet", encode(header, "base64url")],
    ["with its members in another order", encode(Object.fromEntries(Object.entries(header).reverse()))],
    ["with a number for the time", encode({ ...header, time: 1_700_000_000 })],
  ])("is read %s", (_how, token) => {
    expect(readSignatureHeader(token)).toEqual(header);
  });

  test.each([
    ["empty", ""],
    ["no base64", "!!!"],
    ["no JSON", Buffer.from("hello").toString("base64")],
    ["no object", encode("text")],
    ["without a nonce", encode({ ...header, nonce: undefined })],
    ["with an upper-case signature", encode({ ...header, signature: "A".repeat(64) })],
    ["with a truncated signature", encode({ ...header, signature: "a".repeat(63) })],
    ["with a padded signature", encode({ ...header, signature: `${"a".repeat(64)} ` })],
    ["with a padded time", encode({ ...header, time: " 1700000000" })],
    ["with a signed time", encode({ ...header, time: "+1700000000" })],
    ["with a broken time", encode({ ...header, time: 1.5 })],
    ["too long", "A".repeat(3_000)],
  ])("is refused %s", (_how, token) => {
    expect(readSignatureHeader(token)).toBeUndefined();
  });

  test.each([
    [0, true],
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ])("of a clock that is %d seconds off is fresh: %s", (seconds, fresh) => {
    expect(isFresh(header, new Date((1_700_000_000 + seconds) * 1_000))).toBe(fresh);
  });
});
