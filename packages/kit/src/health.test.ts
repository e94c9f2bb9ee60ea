import { createClient, createRouterTransport } from "@connectrpc/connect";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@signet/proto/grpc/health/v1/health";
import { expect, test } from "vitest";
import { healthRoutes } from "./health.ts";

const service = "signet.token.v1.TokenService";
const healthWhile = (ready: () => Promise<void>) =>
  createClient(
    Health,
    createRouterTransport(healthRoutes({ services: [service], ready, stopping: new AbortController().signal })),
  );

test("a process without its database is alive and not ready", async () => {
  const health = healthWhile(() => Promise.reject(new Error("the database is away")));

  expect((await health.check({ service: "alive" })).status).toBe(Status.SERVING);
  expect((await health.check({})).status).toBe(Status.NOT_SERVING);
  expect((await health.check({ service })).status).toBe(Status.NOT_SERVING);
});

test("watching whether a process is alive does not tell of its database", async () => {
  const health = healthWhile(() => Promise.reject(new Error("the database is away")));

  for await (const { status } of health.watch({ service: "alive" })) {
    expect(status).toBe(Status.SERVING);
    break;
  }
});
