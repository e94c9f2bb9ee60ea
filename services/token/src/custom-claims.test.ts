import { testDatabase } from "@signet/db/test";
import { silentLog, uuidv4 } from "@signet/kit";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { testWorld } from "./test/world.ts";

const db = await testDatabase();

const templateUser = {
  name: "Kim",
  publicMetadata: { role: "admin", teams: ["a", "b"], flag: true, bomb: "[".repeat(2_000) + "]".repeat(2_000) },
  unsafeMetadata: { theme: "dark" },
};

async function customClaims(claims: Record<string, unknown>, warn: (fields: object) => void = () => undefined) {
  const log = { ...silentLog, warn };
  const { tokens, call, userId } = await testWorld(db, { settings: { session: { jwt_template: { claims } } }, log });
  const email = { address: "kim@example.org", isPrimary: true, isVerified: true };
  const subject = { email, username: "kim", templateUser };
  const issued = await tokens.issueSession({ sessionId: uuidv4(), userId, ...subject }, call);
  const found = await tokens.validateSession({ tokens: [issued.token] }, call);
  expect(found.claims).toEqual(issued.claims);
  return { userId, token: decodeJwt(issued.token), custom: issued.claims?.custom };
}

test("templates add claims, typed by what they render to", async () => {
  const { userId, custom } = await customClaims({
    role: '{{.User.Metadata.Public "role"}}',
    teams: '{{.User.Metadata.Public "teams"}}',
    is_admin: '{{eq (.User.Metadata.Public "role") "admin"}}',
    number: "{{len .User.Name}}",
    nested: { list: ["{{.User.UserID}}", 1, true, null], theme: '{{.User.Metadata.Unsafe "theme"}}' },
    half: "{not json}",
    fixed: 42,
  });

  expect(custom).toEqual({
    role: "admin",
    teams: ["a", "b"],
    is_admin: true,
    number: "3",
    nested: { list: [userId, 1, true, null], theme: "dark" },
    half: "{not json}",
    fixed: 42,
  });
});

test("a claim that fails is left out, with a warning, and the token is issued", async () => {
  const warned: unknown[] = [];
  const { custom } = await customClaims(
    {
      broken: "{{.User.",
      missing: "{{.User.Nope}}",
      deep: { inside: ["{{index 1 1}}"] },
      nbf: "tomorrow",
      iss: ["a"],
      good: "{{.User.Username}}",
    },
    (fields) => warned.push("claim" in fields ? fields.claim : undefined),
  );
  expect(custom).toEqual({ good: "kim" });
  expect(warned.sort()).toEqual(["broken", "deep", "iss", "missing", "nbf"]);
});

test("no template can say who somebody is", async () => {
  const { token, userId } = await customClaims({
    sub: "root",
    session_id: "x",
    aud: "evil",
    exp: 9_999_999_999,
    iat: 1,
    email: "x",
    username: "y",
  });
  expect(token).toMatchObject({
    sub: userId,
    aud: ["localhost"],
    email: { address: "kim@example.org" },
    username: "kim",
  });
  expect(token.exp).toBe(Number(token.iat) + 12 * 3600);
});

test("claims of ours that are not set may be set by a template", async () => {
  const { token, custom } = await customClaims({ iss: "https://own.example", amr: "none", jti: "1", nbf: "1" });
  expect(token).toMatchObject({ iss: "https://own.example", amr: "none", jti: "1", nbf: 1 });
  expect(custom).toEqual({ amr: "none" });
});

test("JSON that is nested too deeply stays text", async () => {
  const { custom } = await customClaims({ bomb: '{{.User.Metadata.Public "bomb"}}' });
  expect(custom).toEqual({ bomb: templateUser.publicMetadata.bomb });
});
