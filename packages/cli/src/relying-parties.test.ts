import { randomUUID } from "node:crypto";
import { testDatabaseUrl } from "@signet/db/test";
import { createAuthenticationClient } from "@signet/sdk";
import { createPasskey } from "@signet/testkit";
import { beforeAll, expect, test } from "vitest";
import { production, run, serve } from "./test/program.ts";

let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  env = { ...production, DATABASE_URL: await testDatabaseUrl() };
}, 120_000);

/** Several processes start on a machine that may be busy. */
const patient = { timeout: 60_000 };

const shop = ["--name", "Bea's shop", "--rp-id", "localhost", "--origin", "http://localhost:8888"];

test("a relying party is made, listed, shown, changed and deleted", patient, async () => {
  const made = await run(["relying-party", "create", ...shop], env);
  expect([made.code, made.stderr]).toEqual([0, expect.stringContaining("Bea's shop")]);
  const id = made.stdout.trim();
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  const listed = await run(["relying-party", "list", "--json"], env);
  const origins = ["http://localhost:8888"];
  expect(JSON.parse(listed.stdout)).toContainEqual({ id, name: "Bea's shop", rpId: "localhost", origins });

  expect((await run(["relying-party", "update", id, "--timeout", "90000", "--attestation", "none"], env)).code).toBe(0);
  const shown = JSON.parse((await run(["relying-party", "show", id], env)).stdout);
  expect(shown).toMatchObject({ displayName: "Bea's shop", config: { origins, corsOrigins: origins } });
  expect(shown.config.passkey).toMatchObject({ timeoutMs: 90_000, attestation: "none", userVerification: "required" });

  expect((await run(["relying-party", "delete", id], env)).code).toBe(1);
  expect((await run(["relying-party", "delete", id, "--yes"], env)).code).toBe(0);
  const gone = await run(["relying-party", "show", id], env);
  expect([gone.code, gone.stderr]).toEqual([1, "signet: there is no such relying party\n"]);
});

test("what somebody signed is verified from the command line", patient, async () => {
  const id = (await run(["relying-party", "create", ...shop], env)).stdout.trim();
  const flags = ["--name", "shop", "--kind", "hmac", "--relying-party", id, "--json"];
  const key = JSON.parse((await run(["apikey", "create", ...flags], env)).stdout);
  const server = await serve(["all"], env);
  const api = createAuthenticationClient({ apiUrl: server.publicUrl, apiKeyId: key.id, apiSecret: key.secret });
  const passkey = createPasskey();
  const user = { id: "ada-01", name: "ada@example.org" };
  await api.finalizeRegistration(passkey.create(await api.initializeRegistration({ user })));
  const options = await api.initializeTransaction({ user: { id: user.id }, transaction: "Pay 12.00 EUR to Bea" });
  const { transaction } = await api.finalizeTransaction(passkey.get(options));
  await server.stop();

  const told = await run(["transaction", "verify", transaction?.id ?? ""], env);
  expect([told.code, told.stdout.split("\n")]).toEqual([
    0,
    [
      "valid: everything that was stored proves the signature",
      "who        ada-01",
      'what       "Pay 12.00 EUR to Bea"',
      expect.stringMatching(/^when {7}\d{4}-\d\d-\d\dT/),
      `with       credential ${passkey.id}`,
      "where      http://localhost:8888 (RP ID localhost)",
      "verified   the authenticator verified its owner",
      "",
    ],
  ]);
  const verified = JSON.parse((await run(["transaction", "verify", transaction?.id ?? "", "--json"], env)).stdout);
  expect(verified).toMatchObject({ valid: true, transaction: { userId: "ada-01" }, evidence: { rpId: "localhost" } });

  const unknown = await run(["transaction", "verify", randomUUID()], env);
  expect([unknown.code, unknown.stderr]).toEqual([1, "signet: there is no such transaction\n"]);
});
