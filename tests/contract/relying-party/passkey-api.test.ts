import { randomUUID } from "node:crypto";
import { createPasskey, httpClient } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import { pageOrigin } from "../server.ts";
import { authenticationApi } from "./party.ts";
import { expectError, ok, passkeyWorld } from "./passkey-world.ts";

const { server, client, party, api, register, signIn, claimsOf } = await passkeyWorld();

describe("the passkey API", () => {
  test("registers, signs in named and unnamed, and tells who it was in a signed token", async () => {
    const begun = await api.keyed("POST", "registration/initialize", {
      ...{ user_id: "ada-01", username: "ada@example.org", display_name: " ", icon: "https://a.example/ada.png" },
    });
    expect(begun.json).toEqual({
      publicKey: {
        rp: { id: "localhost", name: "Bea's shop" },
        user: {
          ...{ id: Buffer.from("ada-01").toString("base64url"), name: "ada@example.org" },
          ...{ displayName: "ada@example.org", icon: "https://a.example/ada.png" },
        },
        challenge: expect.stringMatching(/^[\w-]{43}$/),
        pubKeyCredParams: [-7, -35, -36, -257, -258, -259, -37, -38, -39, -8].map((alg) => ({
          type: "public-key",
          alg,
        })),
        timeout: 60_000,
        authenticatorSelection: { requireResidentKey: true, residentKey: "required", userVerification: "required" },
        attestation: "direct",
      },
    });
    const passkey = createPasskey();
    const registered = (await ok(api.open("POST", "registration/finalize", passkey.create(begun.json)))) as {
      token: string;
    };
    const claims = await claimsOf(registered.token);
    expect(claims).toEqual({
      ...{ sub: "ada-01", cred: passkey.id, aud: ["localhost"] },
      ...{ iat: expect.any(Number), exp: Number(claims.iat) + 300 },
    });
    expect(await claimsOf((await signIn(passkey)).token)).toMatchObject({ sub: "ada-01", cred: passkey.id });
    expect(await claimsOf((await signIn(passkey, "ada-01")).token)).toMatchObject({ sub: "ada-01" });
    expect((await api.open("GET", ".well-known/jwks.json")).headers.get("cache-control")).toBe("max-age=600");
  });

  test("signs transactions over the canonical text of their data, and lists them", async () => {
    const { passkey } = await register("tara");
    const ask = {
      ...{ user_id: "tara", transaction_id: "inv-2024-77" },
      transaction_data: { note: "Books & pens", amount: 19.9, to: "bea" },
    };
    const options = (await ok(api.keyed("POST", "transaction/initialize", ask))) as {
      publicKey: { challenge: string };
    };
    const challenge = Buffer.from(options.publicKey.challenge, "base64url");
    expect(challenge.subarray(32).toString("hex")).toBe(
      "54ad77a7bb1272c476717ef0571c5da3f50db40f3f8cece1946304916ea2ed21",
    );
    const { token } = (await ok(api.keyed("POST", "transaction/finalize", passkey.get(options)))) as { token: string };
    expect(await claimsOf(token)).toMatchObject({ sub: "tara", trans: "inv-2024-77" });
    expectError(await api.keyed("POST", "transaction/initialize", ask), 409);

    const { users } = await client.relyingParties.listRelyingPartyUsers({ relyingPartyId: party.relyingPartyId });
    const own = users.find(({ userId }) => userId === "tara")?.id ?? "";
    for (const id of [own, "tara"]) {
      expect(await ok(api.keyed("GET", `transaction/${id}`))).toEqual([
        {
          ...{ id: expect.any(String), identifier: "inv-2024-77" },
          data: String.raw`{"amount":19.9,"note":"Books \u0026 pens","to":"bea"}`,
          ...{ created_at: expect.any(String), updated_at: expect.any(String) },
        },
      ]);
    }
    expect(await ok(api.keyed("GET", `transaction/${randomUUID()}`))).toEqual([]);
    expectError(await api.keyed("GET", "transaction/nobody"), 400);
  });

  test("keeps second factors apart", async () => {
    const securityKey = createPasskey({ attachment: "cross-platform", transports: ["usb"] });
    const { passkey: key } = await register("mia", { mfa: true, passkey: securityKey });
    const { passkey } = await register("mia");
    const begun = await ok(api.keyed("POST", "mfa/login/initialize", { user_id: "mia" }));
    expect(begun).toMatchObject({ publicKey: { allowCredentials: [{ id: key.id }, { id: passkey.id }] } });
    const { token } = (await ok(api.keyed("POST", "mfa/login/finalize", key.get(begun)))) as { token: string };
    expect(await claimsOf(token)).toMatchObject({ sub: "mia", cred: key.id });
    // A security key signs nobody in alone, and its ceremonies end on their own routes.
    expectError(await api.open("POST", "login/finalize", key.get(await ok(api.open("POST", "login/initialize")))), 401);
    const options = await ok(api.keyed("POST", "mfa/registration/initialize", { user_id: "mia", username: "mia" }));
    expectError(await api.open("POST", "registration/finalize", createPasskey().create(options)), 400);
    expectError(await api.keyed("POST", "mfa/login/initialize", {}), 400);
  });

  test("lists, reads, renames and deletes credentials, with links to other pages", async () => {
    const { passkey } = await register("cleo");
    await register("cleo");
    const listed = await api.keyed("GET", "credentials?user_id=cleo&per_page=1&order=asc");
    expect(listed.json).toEqual([
      {
        ...{ id: passkey.id, name: `cred-${passkey.id}`, public_key: expect.any(String), attestation_type: "none" },
        ...{ aaguid: "00000000-0000-0000-0000-000000000000", last_used_at: expect.any(String) },
        ...{ created_at: expect.any(String), transports: ["internal", "hybrid"], backup_eligible: true },
        ...{ backup_state: true, is_mfa: false, user_id: "cleo" },
      },
    ]);
    expect(listed.headers.get("x-total-count")).toBe("2");
    expect(listed.headers.get("link")).toMatch(
      /^<http[^>]*page=2[^>]*>; rel="last",<http[^>]*page=2[^>]*>; rel="next"$/,
    );
    const path = `credentials/${passkey.id}`;
    expect((await api.keyed("PATCH", path, { name: "Cleo's phone" })).status).toBe(204);
    expect(await ok(api.keyed("GET", path))).toMatchObject({ name: "Cleo's phone" });
    expectError(await api.keyed("PATCH", path, {}), 400);
    expect((await api.keyed("DELETE", path)).status).toBe(204);
    for (const method of ["GET", "PATCH", "DELETE"]) {
      expectError(await api.keyed(method, path, method === "PATCH" ? { name: "x" } : undefined), 404, method);
    }
    for (const query of ["order=up", "page=-1", "per_page=x"]) {
      expectError(await api.keyed("GET", `credentials?${query}`), 400, query);
    }
  });

  test("tells its audit log what was done, failures too", async () => {
    const { passkey } = await register("audrey");
    const options = await ok(api.keyed("POST", "login/initialize", { user_id: "audrey" }));
    expectError(await api.open("POST", "login/finalize", passkey.get(options, { signature: "flip" })), 401);
    const log = async () =>
      (await ok(api.keyed("GET", "audit_logs?actor_user_id=audrey"))) as { type: string; error?: string }[];
    await expect
      .poll(async () => (await log()).map(({ type }) => type))
      .toEqual([
        "webauthn_authentication_final_failed",
        "webauthn_authentication_init_succeeded",
        "webauthn_registration_final_succeeded",
        "webauthn_registration_init_succeeded",
      ]);
    const [last] = await log();
    expect(last).toMatchObject({
      ...{ error: "the signature is wrong", actor_user_id: "audrey", tenant_id: party.relyingPartyId },
      ...{ transaction_id: null, meta_source_ip: "127.0.0.1" },
    });
    const types = "webauthn_registration_init_succeeded,webauthn_registration_final_succeeded";
    const two = await ok(api.keyed("GET", `audit_logs?actor_user_id=audrey&type=${types}`));
    expect(two).toHaveLength(2);
    // Bound as a value, and nothing else: authentication-api.md section 4 row 13.
    const injected = encodeURIComponent("x') OR ('1'='1");
    expect(await ok(api.keyed("GET", `audit_logs?type=${injected}&q=${injected}`))).toEqual([]);
    expectError(await api.keyed("GET", "audit_logs?start_time=yesterday"), 400);
  });

  test("shares users and credentials with the Authentication API of the same relying party", async () => {
    const { passkey } = await register("shared");
    const own = authenticationApi(server.apiUrl, party);
    const begun = await own.request("POST", "authentication/initialize", { user: { id: "shared" } });
    // A ceremony ends in the API in which it began.
    expectError(await api.open("POST", "login/finalize", passkey.get(begun.json)), 401);
    const again = await own.request("POST", "authentication/initialize", { user: { id: "shared" } });
    expect((await own.request("POST", "authentication/finalize", passkey.get(again.json))).status).toBe(200);
  });

  test("lets scripts of the tenant's pages call, and of no others", async () => {
    const ask = async (origin: string, method: string) => {
      const headers = {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      };
      const { status, headers: told } = await api.open(method, "login/initialize", undefined, headers);
      return [
        status,
        told.get("access-control-allow-origin"),
        told.get("access-control-allow-credentials"),
        told.get("access-control-max-age"),
      ];
    };
    expect(await ask(pageOrigin, "OPTIONS")).toEqual([204, pageOrigin, "true", "7200"]);
    expect(await ask("https://evil.example", "OPTIONS")).toEqual([204, null, null, null]);
    expect((await ask(pageOrigin, "POST")).slice(0, 3)).toEqual([200, pageOrigin, "true"]);
    const { headers } = await api.open("POST", "login/initialize", undefined, { origin: pageOrigin });
    expect(headers.has("access-control-expose-headers")).toBe(false);
    expect((await ask("https://evil.example", "POST")).slice(0, 3)).toEqual([200, null, null]);
  });
});

test("data of a transaction may be as large as programs make it, and a user's picture may be any URL", async () => {
  await register("large");
  const transaction_data = { note: "x".repeat(60_000) };
  const ask = { user_id: "large", transaction_id: randomUUID(), transaction_data };
  await ok(api.keyed("POST", "transaction/initialize", ask));
  for (const icon of ["", "data:image/png;base64,AAAA", "https://a.example/a.png"]) {
    await ok(api.keyed("POST", "registration/initialize", { user_id: "large", username: "large", icon }));
  }
});

test("a registration that ends after its user was deleted is told that the user is gone", async () => {
  const options = await ok(api.keyed("POST", "registration/initialize", { user_id: "gone", username: "gone" }));
  const admin = httpClient(server.adminUrl);
  const users = `/tenants/${party.relyingPartyId}/users`;
  const listed = (await admin.request("GET", `${users}?per_page=100`)).json as { id: string; user_id: string }[];
  const { id } = listed.find(({ user_id }) => user_id === "gone") ?? {};
  expect((await admin.request("DELETE", `${users}/${id}`)).status).toBe(204);
  expectError(await api.open("POST", "registration/finalize", createPasskey().create(options)), 404);
});
