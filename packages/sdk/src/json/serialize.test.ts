import { describe, expect, test } from "vitest";
import { credential } from "../authentication/messages.ts";
import { type AssertionCredential, assertionCredential, attestationCredential, creationOptions } from "../webauthn.ts";
import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { camelMembers, snakeMembers } from "./case.ts";
import { isPayloadError } from "./model.ts";
import { deserialize, serialize } from "./serialize.ts";

// As a browser's library hands it over, with members of several generations that no type here names.
const fromBrowser =
  '{"type":"public-key","id":"AQIDBAUGBwg","rawId":"AQIDBAUGBwg","authenticatorAttachment":"platform","response":{"clientDataJSON":"e30","authenticatorData":"AA==","signature":"MEUCIQ","userHandle":null,"later":[1,{"a":1.5e+300}]},"clientExtensionResults":{"appid":false},"__proto__":{"x":1},"ünïcode":"\\u2028 😀"}';

describe("a payload", () => {
  test("comes out as it went in, with everything that this version does not know", () => {
    expect(serialize(deserialize(fromBrowser, assertionCredential))).toBe(JSON.stringify(JSON.parse(fromBrowser)));
  });

  test("cannot change what objects are", () => {
    const payload: unknown = deserialize(fromBrowser, assertionCredential);
    expect(payload).not.toHaveProperty("x");
    expect({}).not.toHaveProperty("x");
  });

  test.each([
    ["no JSON", "{", "", /must be JSON/],
    ["nothing", "", "", /must be JSON/],
    ["a list", "[]", "", /must be an object/],
    ["null", "null", "", /must be an object/],
    ["another type", changed({ type: "password" }), "type", /must be "public-key"/],
    ["no id", changed({ id: undefined }), "id", /must be base64url/],
    ["an empty id", changed({ id: "" }), "id", /must be base64url/],
    ["a number for an id", changed({ id: 1 }), "id", /must be base64url/],
    ["the standard alphabet", changed({ rawId: "A+/=" }), "rawId", /must be base64url/],
    ["half a byte", changed({ rawId: "AAAAA" }), "rawId", /must be base64url/],
    ["no response", changed({ response: null }), "response", /must be an object/],
    ["an empty response", changed({ response: {} }), "response.clientDataJSON", /must be base64url/],
    ["a list of extensions", changed({ clientExtensionResults: [] }), "clientExtensionResults", /must be an object/],
  ])("with %s is refused by the name of the member", (_what, text, member, message) => {
    const error = thrownBy(() => deserialize(text, assertionCredential));
    expect(isPayloadError(error)).toBe(true);
    expect(error).toMatchObject({ name: "PayloadError", member, message: expect.stringMatching(message) });
    expect(error).toMatchObject({ message: expect.stringMatching(/^assertion credential: /) });
  });

  test("is named with its place in a list", () => {
    const parameters = [
      { type: "public-key", alg: -7 },
      { type: "public-key", alg: "-257" },
    ];
    const user = { id: "AA", name: "ada", displayName: "Ada" };
    const publicKey = { challenge: "AA", rp: { name: "Example" }, user, pubKeyCredParams: parameters };
    expect(thrownBy(() => deserialize(JSON.stringify({ publicKey }), creationOptions))).toMatchObject({
      member: "publicKey.pubKeyCredParams.1.alg",
    });
  });

  test("of another kind is told apart", () => {
    expect(() => deserialize(fromBrowser, attestationCredential)).toThrow("response.attestationObject");
    expect(() => deserialize(fromBrowser, credential)).toThrow("credential: createdAt must be a text");
    expect(isPayloadError(new Error("response"))).toBe(false);
  });
});

describe("text", () => {
  test("has bytes of every kind as unpadded base64url", () => {
    const bytes = new Uint8Array([251, 255, 0, 1]);
    const payload = {
      view: bytes.subarray(1, 3),
      buffer: bytes.buffer,
      data: new DataView(bytes.buffer, 3),
      node: Buffer.from([1]),
    };
    expect(serialize(payload)).toBe('{"view":"_wA","buffer":"-_8AAQ","data":"AQ","node":"AQ"}');
  });

  test("leaves out what is undefined, and null only when told to", () => {
    const payload = { a: undefined, b: null, c: [null, { d: null }] };
    expect(serialize(payload)).toBe('{"b":null,"c":[null,{"d":null}]}');
    expect(serialize(payload, { omitNulls: true })).toBe('{"c":[null,{}]}');
  });

  test("is in the order of the names when told to, at every level", () => {
    const payload = { b: [{ z: 1, y: 2 }], a: { d: 1, c: 2 } };
    expect(serialize(payload, { sortKeys: true })).toBe('{"a":{"c":2,"d":1},"b":[{"y":2,"z":1}]}');
    expect(serialize(payload)).toBe(JSON.stringify(payload));
  });

  test("of an object that knows its own JSON is that", () => {
    const at = new Date(0);
    expect(serialize({ at, credential: { toJSON: () => ({ id: new Uint8Array([1]) }) } })).toBe(
      '{"at":"1970-01-01T00:00:00.000Z","credential":{"id":"AQ"}}',
    );
  });
});

describe("base64url", () => {
  test("is Node's own, for every length", () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 73 + length) % 256));
      expect(encodeBase64url(bytes)).toBe(bytes.toString("base64url"));
      expect(Buffer.from(decodeBase64url(encodeBase64url(bytes))).equals(bytes)).toBe(true);
    }
  });

  test("holds more bytes than a function takes arguments", () => {
    const bytes = new Uint8Array(300_000).fill(7);
    // Compared as bytes: the test library takes seconds over so long a list.
    expect(Buffer.compare(decodeBase64url(encodeBase64url(bytes)), bytes)).toBe(0);
  });

  test.each(["AQ", "AQ=", "AQ=="])("%s is one byte", (text) => {
    expect(decodeBase64url(text)).toEqual(new Uint8Array([1]));
  });

  test.each(["A", "AQ===", "A Q", "A+", "A/", "Ä", "=", "AQ\n"])("%j is none", (text) => {
    expect(() => decodeBase64url(text)).toThrow(TypeError);
  });
});

test("members of the passkey server change their spelling and nothing else", () => {
  const wire = {
    user_id: "a_b",
    last_used_at: null,
    config: { cors: { allowed_origins: ["x_y"] }, list: [{ is_mfa: true }] },
  };
  const ours = {
    userId: "a_b",
    lastUsedAt: null,
    config: { cors: { allowedOrigins: ["x_y"] }, list: [{ isMfa: true }] },
  };
  expect(camelMembers(wire)).toEqual(ours);
  expect(snakeMembers(ours)).toEqual(wire);
});

function changed(members: object): string {
  const payload: AssertionCredential = JSON.parse(fromBrowser);
  return JSON.stringify({ ...payload, ...members });
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
