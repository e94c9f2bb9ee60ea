import { describe, expect, test } from "vitest";
import { createAuthenticationClient } from "../authentication/client.ts";
import type { AuthenticationOptions } from "../authentication/options.ts";
import { createPasskeyClient } from "../passkeys/client.ts";
import { answering, failureOf } from "../test/fake-server.ts";
import type { LogFacts, Logger } from "./log.ts";

const apiSecret = "example-secret-not-for-production";
const clientOf = (apiUrl: string, options: Partial<AuthenticationOptions> = {}) =>
  createAuthenticationClient({ apiUrl, apiSecret, ...options });

describe("a logger", () => {
  test("is told of each request and answer, without what proves or grants anything", async () => {
    const server = await answering(200, { token: "a.b.c" });
    const { lines, logger } = recorder();
    const client = createPasskeyClient({ baseUrl: server.url, tenantId: "t", apiKey: "the key", logger });
    const response = { clientDataJSON: "e30", authenticatorData: "AA", signature: "c2ln" };
    await client.login.finalize({ id: "AA", rawId: "AA", type: "public-key", response });
    expect(lines.map(([level, message]) => [level, message])).toEqual([
      ["debug", "request"],
      ["debug", "response"],
    ]);
    expect(lines[0]?.[2]).toMatchObject({
      method: "POST",
      path: "/t/login/finalize",
      headers: { apikey: "[redacted]" },
    });
    expect(lines[1]?.[2]).toMatchObject({
      status: 200,
      milliseconds: expect.any(Number),
      body: { token: "[redacted]" },
    });
    expect(JSON.stringify(lines)).not.toMatch(/the key|a\.b\.c|c2ln/);
  });

  test.each([
    ["secret", {}],
    ["hanko", { apiKeyId: "an id" }],
  ])("sees of the header only the scheme %s", async (scheme, options) => {
    const server = await answering(200, []);
    const { lines, logger } = recorder();
    await clientOf(server.url, { logger, ...options }).listCredentials();
    expect(lines[0]?.[2].headers).toMatchObject({ authorization: `${scheme} [redacted]` });
    expect(JSON.stringify(lines)).not.toContain(apiSecret);
  });

  test("is told of failures as errors", async () => {
    const server = await answering(404, { message: "credential not found" });
    const { lines, logger } = recorder();
    const error = await failureOf(clientOf(server.url, { logger }).getCredential("AA"));
    expect(lines.at(-1)).toEqual(["error", "failed", expect.objectContaining({ error })]);
  });

  test("that fails fails alone", async () => {
    const server = await answering(200, []);
    const fail = () => {
      throw new Error("disk full");
    };
    expect(await clientOf(server.url, { logger: { debug: fail, error: fail } }).listCredentials()).toEqual([]);
  });

  function recorder() {
    const lines: [string, string, LogFacts][] = [];
    const write = (level: string) => (message: string, facts: LogFacts) => void lines.push([level, message, facts]);
    const logger: Logger = { debug: write("debug"), error: write("error") };
    return { lines, logger };
  }
});
