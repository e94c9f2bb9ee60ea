import { describe, expect, test } from "vitest";
import { answering, type FakeServer, failureOf, fakeServer, type Received } from "../test/fake-server.ts";
import { ceremonies, reads, request, tenantId, wireCredential } from "../test/passkey-calls.ts";
import { createPasskeyClient } from "./client.ts";

const apiKey = "an API key";

describe.each([...ceremonies, ...reads])("$name", ({ call, line, body = "", status = 200, wire, result }) => {
  test("sends what the contract says, and answers in our spelling", async () => {
    const server = await fakeServer((response) => {
      response.writeHead(status, { "x-total-count": "7" });
      response.end(wire === undefined ? undefined : JSON.stringify(wire));
    });
    expect(await call(createPasskeyClient({ baseUrl: `${server.url}/`, tenantId, apiKey }))).toEqual(result);

    const { method, path, headers, body: sent } = only(server);
    expect(`${method} ${path.replace(`/${tenantId}/`, "")}`).toBe(line);
    expect(sent).toBe(body);
    expect(headers["content-type"]).toBe(body === "" ? undefined : "application/json");
    expect(headers.apikey).toBe(apiKey);
    expect(headers.authorization).toBeUndefined();
  });
});

test("without a key none is sent", async () => {
  const server = await answering(200, request);
  await createPasskeyClient({ baseUrl: server.url, tenantId }).login.initialize();
  expect(only(server).headers.apikey).toBeUndefined();
});

test("a total that is no number is none", async () => {
  const server = await fakeServer((response) => response.writeHead(200, { "x-total-count": "many" }).end("[]"));
  const { total } = await createPasskeyClient({ baseUrl: server.url, tenantId, apiKey }).credentials.list();
  expect(total).toBeUndefined();
});

test("an answer that is not what the API promises names the member", async () => {
  const server = await answering(200, { ...wireCredential, public_key: 1 });
  const error = await failureOf(createPasskeyClient({ baseUrl: server.url, tenantId, apiKey }).credentials.get("AA"));
  expect(error).toMatchObject({ kind: "invalid-response", cause: { member: "public_key" } });
});

test.each(["", ".", ".."])("the tenant %j would be another server, and is refused", (tenant) => {
  expect(() => createPasskeyClient({ baseUrl: "https://h", tenantId: tenant })).toThrow(TypeError);
});

function only({ received }: FakeServer): Received {
  const [first, ...rest] = received;
  if (!first || rest.length > 0) throw new Error(`${received.length} requests came`);
  return first;
}
