import { createPasskey } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import { expectError, ok, passkeyWorld } from "./passkey-world.ts";

const { server, party, api, register, signIn, claimsOf } = await passkeyWorld();

// The weaknesses of the reference, authentication-api.md section 4 row 13, each absent here.
describe("a weakness of the reference is absent:", () => {
  test("the counter is stored and has to grow", async () => {
    const { passkey } = await register("counting", { passkey: createPasskey({ counter: 5 }) });
    await signIn(passkey);
    const options = await ok(api.open("POST", "login/initialize"));
    expectError(await api.open("POST", "login/finalize", passkey.get(options, { counter: 6 })), 401);
  });

  test("a challenge is used up by the first answer, right or wrong", async () => {
    const { passkey } = await register("once");
    const options = await ok(api.open("POST", "login/initialize"));
    expectError(await api.open("POST", "login/finalize", passkey.get(options, { signature: "flip" })), 401);
    expectError(await api.open("POST", "login/finalize", passkey.get(options)), 401);
  });

  test("a user whose id has sixteen bytes signs in", async () => {
    const { passkey } = await register("sixteen-bytes-02");
    expect(await claimsOf((await signIn(passkey)).token)).toMatchObject({ sub: "sixteen-bytes-02" });
  });

  test("a body in pieces, without a length, is read", async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"user_id":"nobody-there"}'));
        controller.close();
      },
    });
    const response = await fetch(`${server.apiUrl}/${party.relyingPartyId}/login/initialize`, {
      ...{ method: "POST", body, duplex: "half" as const },
      headers: { "content-type": "application/json", apikey: party.secret },
    });
    expect(response.status).toBe(404);
  });

  test("what nobody verified has a status of its own, and users without passkeys are no internal error", async () => {
    const options = await ok(api.keyed("POST", "registration/initialize", { user_id: "una", username: "una" }));
    const unverified = createPasskey({ userVerified: false }).create(options);
    expectError(await api.open("POST", "registration/finalize", unverified), 422);
    expectError(await api.keyed("POST", "login/initialize", { user_id: "una" }), 400);
    expectError(
      await api.keyed("POST", "transaction/initialize", { user_id: "una", transaction_id: "x", transaction_data: {} }),
      400,
    );
  });
});
