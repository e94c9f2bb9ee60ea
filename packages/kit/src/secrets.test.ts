import { describe, expect, test } from "vitest";
import { createSecrets } from "./secrets.ts";

const old = "an old key of 16 bytes or more";
const fresh = "a fresh key of 16 bytes or more";
const secrets = createSecrets([old]);

describe("what is sealed", () => {
  test.each(["", "JBSWY3DPEHPK3PXP", "ü".repeat(5_000), "\u0000"])("opens again: %j", (text) => {
    expect(secrets.open("totp", secrets.seal("totp", text))).toBe(text);
  });

  test("never looks the same twice", () => {
    expect(secrets.seal("totp", "same")).not.toBe(secrets.seal("totp", "same"));
  });

  test("opens for no other purpose and under no other key", () => {
    const sealed = secrets.seal("totp", "secret");
    expect(() => secrets.open("webhook", sealed)).toThrow("a stored webhook cannot be opened");
    expect(() => createSecrets([fresh]).open("totp", sealed)).toThrow("a stored totp cannot be opened");
  });

  test("opens while its key is still in the list, wherever it stands", () => {
    const rotated = createSecrets([fresh, old]);
    expect(rotated.open("totp", secrets.seal("totp", "secret"))).toBe("secret");
    expect(() => secrets.open("totp", rotated.seal("totp", "secret"))).toThrow("cannot be opened");
  });

  test("does not open when any of its bits changed", () => {
    const sealed = Buffer.from(secrets.seal("totp", "secret"), "base64url");
    for (let index = 0; index < sealed.length; index++) {
      const tampered = Buffer.from(sealed);
      tampered.writeUInt8(tampered.readUInt8(index) ^ 1, index);
      expect(() => secrets.open("totp", tampered.toString("base64url"))).toThrow("cannot be opened");
    }
  });

  test.each(["", "AA", "not base64 at all!", "A".repeat(37)])("nonsense does not open: %j", (nonsense) => {
    expect(() => secrets.open("totp", nonsense)).toThrow("cannot be opened");
  });

  test("an error tells neither the key nor the text", () => {
    const sealed = secrets.seal("totp", "the secret text");
    expect(() => createSecrets([fresh]).open("totp", sealed)).toThrow(
      expect.not.objectContaining({ message: expect.stringMatching(/fresh key|the secret text/) }),
    );
  });
});

describe("a MAC", () => {
  test("is the same for the same text, and differs by purpose, text and key", () => {
    const mac = secrets.mac("passcode", "123456");
    expect(secrets.mac("passcode", "123456")).toBe(mac);
    expect(secrets.mac("device", "123456")).not.toBe(mac);
    expect(secrets.mac("passcode", "123457")).not.toBe(mac);
    expect(createSecrets([fresh]).mac("passcode", "123456")).not.toBe(mac);
  });

  test("of an old key is still recognised, and found by look-up", () => {
    const rotated = createSecrets([fresh, old]);
    const mac = secrets.mac("passcode", "123456");
    expect(rotated.isMac("passcode", "123456", mac)).toBe(true);
    expect(rotated.macs("passcode", "123456")).toEqual([rotated.mac("passcode", "123456"), mac]);
  });

  test.each(["", "AAAA", "=", "ü"])("that is none is not recognised: %j", (mac) => {
    expect(secrets.isMac("passcode", "123456", mac)).toBe(false);
  });
});

test("without a key there is no protection to be had", () => {
  expect(() => createSecrets([])).toThrow("secret_keys");
});
