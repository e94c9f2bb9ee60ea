import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayCall, units } from "../../packages/cli/src/units.ts";
import { rpcKey, type Server, startServer } from "../contract/server.ts";

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As much of a refusal as these tests look at. */
interface Refusal {
  readonly code?: string;
  readonly details?: readonly { readonly debug?: { readonly reason?: string } }[];
}

/** One call as curl would make it; text goes out as it is. */
async function post(path: string, { body = {}, headers = {} }: Call = {}) {
  const response = await fetch(`${server.rpcUrl}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${rpcKey}`, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  // What the answer has besides is compared by the tests themselves.
  return { status: response.status, json: (await response.json()) as Refusal };
}

const identity = "signet.identity.v1.IdentityService";

test("users in JSON", async () => {
  const userId = randomUUID();
  const emails = [{ emailId: randomUUID(), address: "Fetch@Example.com", isPrimary: true }];
  expect(await post(`${identity}/CreateUser`, { body: { userId, emails } })).toMatchObject({
    status: 200,
    json: { user: { userId, emails: [{ address: "fetch@example.com" }] } },
  });
  expect(await post(`${identity}/GetUser`, { body: { user_id: userId } })).toMatchObject({ status: 200 });
  expect(await post(`${identity}/GetUser`, { body: { userId: randomUUID() } })).toMatchObject({
    status: 404,
    json: { code: "not_found", details: [{ type: "google.rpc.ErrorInfo", debug: { reason: "USER_NOT_FOUND" } }] },
  });
});

test("a GET, an unknown method and an unknown service are not served", async () => {
  const get = await fetch(`${server.rpcUrl}/${identity}/ListUsers`, { headers: { authorization: `Bearer ${rpcKey}` } });
  expect(get.status).toBe(405);
  for (const path of [`${identity}/DropUsers`, "signet.identity.v2.IdentityService/ListUsers", "login"]) {
    const { status } = await fetch(`${server.rpcUrl}/${path}`, { method: "POST" });
    expect(status).toBe(404);
  }
});

test.each([
  ["a field that is not there", { nosuchfield: 1 }],
  ["a number for a text", { userId: 7 }],
  ["a list", []],
  ["text", "not json"],
  ["half a document", '{"userId":'],
  ["a lone surrogate's escape", '{"userId":"\\ud800"}'],
  ["a null byte", { userId: "\u0000" }],
])("%s is the caller's fault", async (_what, body) => {
  const { status, json } = await post(`${identity}/GetUser`, { body });
  expect([status, json.code]).toBeOneOf([
    [400, "invalid_argument"],
    [404, "not_found"],
  ]);
});

test.each([
  ["no key", { authorization: "" }, 401],
  ["another scheme", { authorization: `Basic ${rpcKey}` }, 401],
  ["a key in another header", { authorization: "", "x-api-key": rpcKey }, 401],
  ["a unit's name and a wrong key", { authorization: "Bearer wrong", "signet-unit": "gateway" }, 401],
])("%s is refused", async (_what, headers, expected) => {
  const { status, json } = await post(`${identity}/ListUsers`, { headers });
  expect([status, json.details?.[0]?.debug?.reason]).toEqual([expected, "CALLER_UNAUTHENTICATED"]);
});

describe("the table of who may call whom", () => {
  const names = units.map(({ name }) => name);
  const pairs = names.flatMap((caller) =>
    units.flatMap(({ name, services: [service] }) => (service ? [{ caller, callee: name, service }] : [])),
  );
  const refused = pairs.filter(({ caller, callee }) => !mayCall[callee]?.includes(caller));
  const allowed = pairs.filter(({ caller, callee }) => mayCall[callee]?.includes(caller));

  // Nothing but the header differs between the two lists.
  const answer = async ({ caller, service }: (typeof pairs)[number]) => {
    const [method] = service.methods;
    const { json } = await post(`${service.typeName}/${method?.name}`, { headers: { "signet-unit": caller } });
    return json.details?.[0]?.debug?.reason;
  };

  test.each(refused)("$caller may not call $callee", async (pair) => {
    expect(await answer(pair)).toBe("CALLER_FORBIDDEN");
  });

  test.each(allowed)("$caller may call $callee", async (pair) => {
    expect(await answer(pair)).not.toBe("CALLER_FORBIDDEN");
  });

  test("leaves call nobody", () => {
    const leaves = names.filter((name) => name !== "flow" && name !== "gateway");
    for (const leaf of leaves) expect(allowed.map(({ caller }) => caller)).not.toContain(leaf);
  });
});
