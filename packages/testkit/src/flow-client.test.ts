import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test } from "vitest";
import { flowClient } from "./flow-client.ts";

/** What the server saw, and what it answers next. */
let seen: { url: string | undefined; headers: IncomingMessage["headers"]; body: string }[] = [];
let answers: { state: unknown; setCookie?: string[] }[] = [];

const server = createServer(async (request, response) => {
  seen.push({ url: request.url, headers: request.headers, body: await text(request) });
  const { state, setCookie = [] } = answers.shift() ?? { state: {} };
  response.writeHead(200, { "content-type": "application/json", "set-cookie": setCookie }).end(JSON.stringify(state));
}).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeEach(() => {
  seen = [];
  answers = [];
});
afterAll(() => void server.close());

const href = "/login?action=verify_passcode%40f1";
const confirm = {
  name: "passcode_confirmation",
  status: 200,
  payload: {},
  csrf_token: "token-1",
  actions: { verify_passcode: { action: "verify_passcode", href, inputs: {} } },
};
const done = { name: "success", status: 200, payload: {}, csrf_token: "token-2", actions: {} };

test("an action goes to its href with the latest CSRF token and the client's headers", async () => {
  answers = [{ state: confirm }, { state: done }];
  const flow = flowClient(url, { headers: { "X-Language": "de" } });
  await flow.start("login");
  await flow.act("verify_passcode", { code: "123456" });

  expect(seen.map((request) => request.url)).toEqual(["/login", href]);
  expect(JSON.parse(seen[1]?.body ?? "")).toEqual({ input_data: { code: "123456" }, csrf_token: "token-1" });
  expect(seen[1]?.headers).toMatchObject({ "x-language": "de", "content-type": "application/json" });
  expect(flow.expect("success").csrf_token).toBe("token-2");
});

test("cookies are kept, replaced and deleted as a browser would", async () => {
  answers = [
    { state: confirm, setCookie: ["hanko=one; Path=/; HttpOnly", "device=d=1; Max-Age=60"] },
    { state: done, setCookie: ["hanko=; Max-Age=0", "device=two; Expires=Fri, 01 Jan 2100 00:00:00 GMT"] },
    { state: done },
  ];
  const flow = flowClient(url);
  await flow.start("login");
  await flow.act("verify_passcode");
  await flow.request("GET", "/me");

  expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, "hanko=one; device=d=1", "device=two"]);
});

test("an action that is not offered is named together with those that are", async () => {
  answers = [{ state: confirm }];
  const flow = flowClient(url);
  await flow.start("login");
  await expect(flow.act("back")).rejects.toThrow(
    /back is not offered in passcode_confirmation \(offers: verify_passcode/,
  );
});

test("a flow in another state than expected says where it is", async () => {
  answers = [{ state: confirm }];
  const flow = flowClient(url);
  expect(() => flow.state).toThrow("not been started");
  await flow.start("login");
  expect(() => flow.expect("success")).toThrow("expected success, but the flow is in passcode_confirmation");
});

test("an answer that is no flow state is shown as it came", async () => {
  answers = [{ state: { code: 404, message: "Not Found" } }];
  await expect(flowClient(url).start("nothing")).rejects.toThrow('no flow state but 200: {"code":404');
});
