import { testDatabase } from "@signet/db/test";
import { describe, expect, test } from "vitest";
import { testGateway } from "../test/world.ts";

describe.each(["public", "admin"] as const)("on the %s listener", async (name) => {
  const { listener } = await testGateway({});
  const app = listener(name);

  test("the page says that all is well", async () => {
    const response = await app.inject({ url: "/" });
    expect(response.statusCode).toBe(200);
    expect(response.headers["content-type"]).toBe("text/html; charset=UTF-8");
    expect(response.body).toContain("<title>API Integration Status</title>");
  });

  test("the process is alive and ready", async () => {
    const [alive, ready] = [await app.inject({ url: "/health/alive" }), await app.inject({ url: "/health/ready" })];
    expect([alive.statusCode, alive.json()]).toEqual([200, { alive: true }]);
    expect([ready.statusCode, ready.json()]).toEqual([200, { ready: true }]);
  });
});

test("without database or bus the process is alive but not ready", async () => {
  const { app } = await testGateway({}, { ready: () => Promise.reject(new Error("no bus")) });
  const ready = await app.inject({ url: "/health/ready" });

  expect([ready.statusCode, ready.json()]).toEqual([503, { ready: false }]);
  expect((await app.inject({ url: "/health/alive" })).statusCode).toBe(200);
});

test("without database the page says so", async () => {
  const { app, deps } = await testGateway({}, { db: await testDatabase() });
  await deps.db.close();
  const response = await app.inject({ url: "/" });

  expect(response.statusCode).toBe(500);
  expect(response.body).toContain("database does not answer");
});

test("many questions at once are one check", async () => {
  let checks = 0;
  let pass = () => {};
  const ready = () => {
    checks += 1;
    return new Promise<void>((resolve) => {
      pass = resolve;
    });
  };
  const { app } = await testGateway({}, { ready });
  const answers = Promise.all([1, 2, 3].map(() => app.inject({ url: "/health/ready" })));
  await app.inject({ url: "/health/alive" });
  pass();

  expect((await answers).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  expect(checks).toBe(1);
});
