import type { MessageInitShape } from "@bufbuild/protobuf";
import { callerOf } from "@signet/kit";
import type { FlowStateSchema } from "@signet/proto/flow/v1/flow";
import type { ExecuteActionRequest, FlowClient, StartFlowRequest } from "@signet/proto/flow/v1/flow_service";
import { describe, expect, test } from "vitest";
import { testGateway } from "../test/world.ts";

const flowId = "b1a7c5de-3f62-4b0d-9c7e-8d1f2a3b4c5d";
const csrfToken = "k0T4mYw2ZrQn8LxVb6HsUc1JdFe9Ga3P";
const preflight: MessageInitShape<typeof FlowStateSchema> = {
  ...{ name: "preflight", status: 200, payload: {}, csrfToken, flowName: "login", flowId },
  actions: [
    {
      name: "register_client_capabilities",
      description: "Report browser features.",
      inputs: [{ name: "webauthn_available", type: "boolean", required: true, hidden: true }],
    },
  ],
};
const technicalError = (status: number) => ({
  name: "error",
  status,
  csrf_token: "",
  actions: {},
  error: { code: "technical_error", message: expect.any(String) },
  links: null,
});

describe("starting a flow", async () => {
  const started: { request: StartFlowRequest; origin: unknown }[] = [];
  const { app } = await testGateway({
    flow: {
      startFlow(request, context) {
        started.push({ request, origin: callerOf(context).origin });
        return { state: { ...preflight, flowName: request.flowName } };
      },
    },
  });

  test.each(["login", "registration", "profile", "token_exchange"])(
    "POST /%s answers its first state",
    async (name) => {
      const response = await app.inject({ method: "POST", url: `/${name}` });

      expect(response.statusCode).toBe(200);
      expect(response.headers["content-type"]).toBe("application/json");
      expect(response.json()).toEqual({
        name: "preflight",
        status: 200,
        payload: {},
        csrf_token: csrfToken,
        actions: {
          register_client_capabilities: {
            href: `/${name}?action=register_client_capabilities%40${flowId}`,
            inputs: {
              webauthn_available: { name: "webauthn_available", type: "boolean", required: true, hidden: true },
            },
            action: "register_client_capabilities",
            description: "Report browser features.",
          },
        },
        links: null,
      });
    },
  );

  test.each([
    ["{", "application/json"],
    ["[]", "text/plain"],
    ["\0\xff", "nonsense"],
  ])("body %j as %s is ignored", async (payload, type) => {
    const headers = { "content-type": type };
    const response = await app.inject({ method: "POST", url: "/login?action=", headers, payload });
    expect(response.statusCode).toBe(200);
  });

  const client = async (headers: Record<string, string>): Promise<FlowClient | undefined> => {
    started.length = 0;
    await app.inject({ method: "POST", url: "/login", headers });
    return started[0]?.request.client;
  };

  test("the client's session tokens, trusted device and language go along", async () => {
    const headers = { authorization: "Bearer t", cookie: "hanko=u; hanko-device-token=a:b|c:d==", "x-language": "de" };
    expect(await client(headers)).toMatchObject({
      sessionTokens: ["t", "u"],
      deviceTrust: "a:b|c:d==",
      language: "de",
    });
  });

  test.each([
    [{ "accept-language": "fr,en" }, "fr,en"],
    [{ "accept-language": "fr", "x-language": "undefined" }, "fr"],
    [{}, ""],
  ])("of %j the language is %j", async (headers, language) => {
    expect((await client(headers))?.language).toBe(language);
  });

  test("where the request came from goes along", async () => {
    await client({ "user-agent": `Browser/${"1".repeat(600)}`, "x-request-id": "from-the-edge" });
    expect(started[0]?.origin).toMatchObject({ clientAddress: "127.0.0.1", requestId: "from-the-edge" });
    expect(started[0]?.origin).toHaveProperty("userAgent.length", 512);
  });
});

describe("executing an action", async () => {
  const executed: ExecuteActionRequest[] = [];
  const { app } = await testGateway({
    flow: {
      executeAction(request) {
        executed.push(request);
        return { state: preflight };
      },
    },
  });
  const post = (url: string, payload: unknown, type = "application/json") =>
    app.inject({
      method: "POST",
      url,
      headers: { "content-type": type },
      payload: typeof payload === "string" ? payload : JSON.stringify(payload),
    });
  const body = { input_data: { code: "482915", deep: { list: [1, null, "x"] } }, csrf_token: csrfToken };

  test.each([`verify_passcode%40${flowId}`, `verify_passcode@${flowId}`, `verify_passcode@${flowId.toUpperCase()}`])(
    "?action=%s names the action and the flow",
    async (action) => {
      executed.length = 0;
      const response = await post(`/login?action=${action}`, body);

      expect(response.statusCode).toBe(200);
      expect(executed).toMatchObject([
        { flowName: "login", flowId, action: "verify_passcode", csrfToken, inputData: body.input_data },
      ]);
    },
  );

  test.each(["skip", "@", `@${flowId}`, "skip@", "skip@7", `skip@${flowId}@x`, `skip@@${flowId}`])(
    "?action=%s is no action",
    async (action) => {
      const response = await post(`/login?action=${encodeURIComponent(action)}`, body);
      expect([response.statusCode, response.json()]).toEqual([400, technicalError(400)]);
    },
  );

  test.each([
    ["{", 400],
    ["[]", 400],
    ['"x"', 400],
    [{ input_data: [] }, 400],
    [{ input_data: "x" }, 400],
    [{ csrf_token: 5 }, 400],
    [{ input_data: { email: "a\0b" } }, 400],
    [{ input_data: { "a\0b": 1 } }, 400],
    ['{"input_data":{"__proto__":{"polluted":true}}}', 400],
    ['{"input_data":{"n":1e999}}', 400],
    [`{"input_data":{"deep":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`, 400],
    [`{"input_data":{"a":"${"x".repeat(300_000)}"}}`, 413],
  ])("body %# is refused", async (payload, status) => {
    const response = await post(`/login?action=skip@${flowId}`, payload);
    expect([response.statusCode, response.json()]).toEqual([status, technicalError(status)]);
  });

  test("a body of another type is refused", async () => {
    const response = await post(`/login?action=skip@${flowId}`, body, "text/plain");
    expect([response.statusCode, response.json()]).toEqual([415, technicalError(415)]);
  });

  test.each(["{}", "null", "", '{"input_data":null,"csrf_token":null}'])(
    "body %j is an empty request",
    async (payload) => {
      executed.length = 0;
      await post(`/login?action=skip@${flowId}`, payload);
      expect(executed).toMatchObject([{ csrfToken: "", action: "skip" }]);
      expect(executed[0]?.inputData).toBeUndefined();
    },
  );

  test.each([
    ["\\ud800", "\uFFFD"],
    ["\\uDC00x", "\uFFFDx"],
    ["\\ud83d\\ud83d\\ude00", "\uFFFD😀"],
    ["\\\\ud800", "\\ud800"],
  ])("of the text %s arrives %s, half of a surrogate pair being U+FFFD", async (written, read) => {
    executed.length = 0;
    await post(`/login?action=skip@${flowId}`, `{"input_data":{"name":{"${written}":"${written}"}}}`);
    expect(executed[0]?.inputData).toEqual({ name: { [read]: read } });
  });
});
