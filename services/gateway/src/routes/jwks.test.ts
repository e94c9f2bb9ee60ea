import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { expect, test } from "vitest";
import { testGateway } from "../test/world.ts";

const url = "/.well-known/jwks.json";
const setOf = (...kids: string[]) => ({ jwksJson: JSON.stringify({ keys: kids.map((kid) => ({ kid, kty: "EC" })) }) });

test("shows the keys of sessions and webhooks together", async () => {
  const { app } = await testGateway({
    token: { getJwks: () => setOf("a", "b") },
    webhook: { getJwks: () => setOf("c") },
  });
  const response = await app.inject({ url });

  expect(response.statusCode).toBe(200);
  expect(response.headers["cache-control"]).toBe("max-age=600");
  expect(response.json().keys.map(({ kid }: { kid: string }) => kid)).toEqual(["a", "b", "c"]);
});

test("asks for them again after a few seconds", async () => {
  let asked = 0;
  const getJwks = () => {
    asked += 1;
    return setOf(`key-${asked}`);
  };
  const { app, clock } = await testGateway({ token: { getJwks }, webhook: { getJwks: () => setOf() } });
  const kids = async () => (await app.inject({ url })).json().keys;

  expect(await kids()).toEqual(await kids());
  clock.advance(5_000);
  expect(await kids()).toEqual([{ kid: "key-2", kty: "EC" }]);
});

test("sessions stay verifiable while webhooks have a bad day", async () => {
  const { app } = await testGateway({
    token: { getJwks: () => setOf("a") },
    webhook: {
      getJwks() {
        throw problem(Reason.OVERLOADED, "not now");
      },
    },
  });
  expect((await app.inject({ url })).json().keys).toHaveLength(1);
});

test("without the keys of sessions there is no set", async () => {
  const { app } = await testGateway({ webhook: { getJwks: () => setOf("c") } });
  const response = await app.inject({ url });
  expect([response.statusCode, response.json()]).toEqual([500, { code: 500, message: "Internal Server Error" }]);
});
