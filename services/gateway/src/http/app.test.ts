import type { Logger } from "@signet/kit";
import { silentLog } from "@signet/kit";
import { describe, expect, test } from "vitest";
import { fakeSessions } from "../test/sessions.ts";
import { testGateway } from "../test/world.ts";

describe("the request id", async () => {
  const { app } = await testGateway({});
  const idFor = async (given: string) =>
    (await app.inject({ url: "/health/alive", headers: { "x-request-id": given } })).headers["x-request-id"];

  test("of a client is echoed", async () => {
    expect(await idFor("trace:4bf92f35/77-a_b.c=")).toBe("trace:4bf92f35/77-a_b.c=");
  });

  test.each(["", "a b", "<script>", "ü", "x".repeat(129)])("%j of a client is replaced", async (given) => {
    expect(await idFor(given)).toMatch(/^[A-Za-z0-9]{32}$/);
  });

  test("differs from request to request", async () => {
    expect(await idFor("")).not.toBe(await idFor(""));
  });

  test.each(["/nothing", "/%zz", "/login"])("is on the answer to %s", async (url) => {
    expect((await app.inject({ url })).headers).toHaveProperty("x-request-id");
  });
});

describe("what is not there", async () => {
  const { app, listener } = await testGateway({});
  const notFound = [404, { code: 404, message: "Not Found" }];

  test.each([
    ["GET", "/nothing"],
    ["GET", "/me/"],
    ["GET", "/ME"],
    ["DELETE", "/login"],
    ["POST", "/me"],
    ["GET", "/metrics"],
    ["GET", "/__proto__"],
  ] as const)("%s %s is not found", async (method, url) => {
    const response = await app.inject({ method, url });
    expect([response.statusCode, response.json()]).toEqual(notFound);
  });

  test.each([
    ["PUT", "/users"],
    ["GET", "/nothing"],
    ["GET", "/login"],
    ["OPTIONS", "/health/alive"],
  ] as const)("%s %s is not found on the admin listener", async (method, url) => {
    const response = await listener("admin").inject({ method, url });
    expect([response.statusCode, response.json()]).toEqual(notFound);
  });

  test("an address that cannot be decoded is a bad request", async () => {
    const response = await app.inject({ url: "/%zz" });
    expect([response.statusCode, response.json()]).toEqual([400, { code: 400, message: "Bad Request" }]);
  });
});

/** A log that keeps its lines. */
function keptLog() {
  const lines: Record<string, unknown>[] = [];
  const keep = (line: object) => void lines.push({ ...line });
  const log: Logger = { ...silentLog, info: keep, error: keep };
  return { log, lines };
}

describe("the access log", async () => {
  const { log, lines } = keptLog();
  const { app } = await testGateway({ token: fakeSessions() }, { log });
  const lineFor = async (request: {
    url: string;
    headers?: Record<string, string>;
    method?: "POST";
    payload?: string;
  }) => {
    lines.length = 0;
    await app.inject(request);
    return lines.at(-1);
  };

  test("has a line with the contract's keys for each request", async () => {
    const headers = {
      "user-agent": "Test/1.0",
      referer: "https://app.example/?hanko_token=secret",
      "x-request-id": "r1",
    };
    expect(await lineFor({ url: "/me", headers })).toEqual({
      ...{ id: "r1", remote_ip: "127.0.0.1", host: "localhost:80", method: "GET", uri: "/me", user_agent: "Test/1.0" },
      ...{ status: 401, error: "", bytes_in: 0, bytes_out: 38, referer: "https://app.example/?hanko_token=…" },
      ...{ latency: expect.any(Number), latency_human: expect.stringMatching(/^\d+\.\d{3}ms$/) },
      time_unix: expect.any(Number),
    });
  });

  test("says why a request was not served", async () => {
    const headers = { "content-type": "application/json" };
    const line = await lineFor({ method: "POST", url: "/sessions/validate", headers, payload: "{}" });
    expect(line).toMatchObject({ status: 400, error: "session_token is a required field", bytes_in: 2 });
  });

  test.each([
    ["/login?action=skip@7", "/login?action=skip@7"],
    ["/x?code=secret&state=secret&page=2", "/x?code=…&state=…&page=2"],
    ["/x?flag&%63ode=secret", "/x?flag&%63ode=…"],
  ])("shows %s as %s", async (url, uri) => {
    expect(await lineFor({ url })).toMatchObject({ uri });
  });

  test.each(["/", "/health/alive", "/health/ready"])("leaves out %s", async (url) => {
    expect(await lineFor({ url })).toBeUndefined();
  });

  test("never holds a token", async () => {
    lines.length = 0;
    const headers = { authorization: "Bearer s3cr3t", cookie: "hanko=s3cr3t", "content-type": "application/json" };
    await app.inject({ url: "/me", headers });
    await app.inject({ method: "POST", url: "/sessions/validate", headers, payload: '{"session_token":"s3cr3t"}' });
    expect(JSON.stringify(lines)).not.toContain("s3cr3t");
  });

  test("has health checks where log.log_health_and_metrics asks for them", async () => {
    const kept = keptLog();
    const gateway = await testGateway(
      {},
      { log: kept.log, config: (config) => ({ ...config, log: { ...config.log, log_health_and_metrics: true } }) },
    );
    await gateway.app.inject({ url: "/health/alive" });
    expect(kept.lines).toMatchObject([{ uri: "/health/alive", status: 200 }]);
  });
});

test("an unexpected error is logged with its cause and told without", async () => {
  const { log, lines } = keptLog();
  const token = {
    validateSession() {
      throw new Error("the cause");
    },
  };
  const { app } = await testGateway({ token }, { log });
  const response = await app.inject({ url: "/me", headers: { cookie: "hanko=x" } });

  expect([response.statusCode, response.json()]).toEqual([500, { code: 500, message: "Internal Server Error" }]);
  expect(lines).toContainEqual(expect.objectContaining({ method: "GET", route: "/me", err: expect.any(Error) }));
});

test("with debug an error body tells its cause", async () => {
  const { app } = await testGateway({ token: {} }, { config: (config) => ({ ...config, debug: true }) });
  const response = await app.inject({ url: "/me", headers: { cookie: "hanko=x" } });
  expect(response.json()).toMatchObject({ code: 500, error: expect.stringContaining("ValidateSession") });
});

test("/metrics counts requests of both listeners by route, without the client's inventions", async () => {
  const { app, listener } = await testGateway({});
  await app.inject({ url: "/me", headers: { host: "evil.example" } });
  await app.inject({ url: "/made-up" });
  const response = await listener("admin").inject({ url: "/metrics" });

  expect(response.headers["content-type"]).toMatch(/^text\/plain; version=/);
  expect(response.body).toContain('hanko_requests_total{code="401",host="public",method="GET",url="/me"} 1');
  expect(response.body).toContain('hanko_requests_total{code="404",host="public",method="GET",url=""} 1');
  expect(response.body).toMatch(/hanko_request_duration_seconds_count\{.*url="\/me"\} 1/);
  expect(response.body).toContain("process_cpu_seconds_total");
  expect(response.body).not.toMatch(/evil|made-up/);
});
