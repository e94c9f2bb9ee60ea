import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Value, ValueSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { FlowStateSchema } from "@signet/proto/flow/v1/flow";
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

describe("inputs", async () => {
  const value = (kind: Value["kind"]) => create(ValueSchema, { kind });
  const { app } = await testGateway({
    flow: {
      startFlow: () => ({
        state: {
          ...preflight,
          actions: [
            {
              name: "a",
              inputs: [
                { name: "kept", type: "email", value: value({ case: "nullValue", value: 0 }), maxLength: 120 },
                { name: "echoed", type: "string", value: value({ case: "stringValue", value: "kim" }) },
                { name: "not_required", type: "string", required: false, hidden: false, minLength: 0 },
                { name: "one_of", type: "string", allowedValues: [{ value: "google", name: "Google" }] },
                { name: "wrong", type: "string", error: { code: "value_missing_error", message: "m", cause: "c" } },
              ],
            },
          ],
          error: { code: "form_data_invalid_error", message: "m" },
          status: 400,
        },
      }),
    },
  });

  test("have the members that the contract lists, where it lists them", async () => {
    const response = await app.inject({ method: "POST", url: "/login" });

    expect(response.statusCode).toBe(400);
    expect(response.json().error).toEqual({ code: "form_data_invalid_error", message: "m" });
    expect(response.json().actions.a.inputs).toEqual({
      kept: { name: "kept", type: "email", value: null, max_length: 120 },
      echoed: { name: "echoed", type: "string", value: "kim" },
      not_required: { name: "not_required", type: "string", required: false, hidden: false, min_length: 0 },
      one_of: { name: "one_of", type: "string", allowed_values: [{ value: "google", name: "Google" }] },
      wrong: { name: "wrong", type: "string", error: { code: "value_missing_error", message: "m", cause: "c" } },
    });
  });
});

describe("the short error form", async () => {
  test("has no payload", async () => {
    const error = { code: "unauthorized", message: "m" };
    const { app } = await testGateway({
      flow: { startFlow: () => ({ state: { name: "error", status: 401, error } }) },
    });
    const response = await app.inject({ method: "POST", url: "/profile" });

    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({ name: "error", status: 401, csrf_token: "", actions: {}, error, links: null });
  });

  test.each([
    ["a bug", () => new Error("SELECT secret FROM users"), 500, "technical_error"],
    ["an unexpected reason", () => problem(Reason.EMAIL_TAKEN, "kim@example.com is in use"), 500, "technical_error"],
    ["a unit that is away", () => new ConnectError("ECONNREFUSED 10.0.0.7", Code.Unavailable), 503, "technical_error"],
    ["overload", () => problem(Reason.OVERLOADED, "too many hashes"), 503, "technical_error"],
    ["a rate limit", () => problem(Reason.RATE_LIMITED, "slow down"), 429, "rate_limit_exceeded"],
  ])("tells of %s without its inner text", async (_what, error, status, code) => {
    const { app } = await testGateway({
      flow: {
        startFlow() {
          throw error();
        },
      },
    });
    const response = await app.inject({ method: "POST", url: "/login" });

    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ ...technicalError(status), error: { code } });
    expect(response.body).not.toMatch(/SELECT|kim@|10\.0\.0\.7|hashes/);
  });

  test("with debug it tells the cause", async () => {
    const { app } = await testGateway(
      {
        flow: {
          startFlow() {
            throw new ConnectError("the cause", Code.Unavailable);
          },
        },
      },
      { config: (config) => ({ ...config, debug: true }) },
    );
    const response = await app.inject({ method: "POST", url: "/login" });
    expect(response.json().error.cause).toContain("the cause");
  });
});

test("a flow that does not exist here is a path that does not exist", async () => {
  const { app } = await testGateway({
    flow: {
      startFlow() {
        throw problem(Reason.FLOW_UNKNOWN, "no such flow");
      },
    },
  });
  const response = await app.inject({ method: "POST", url: "/token_exchange" });
  expect([response.statusCode, response.json()]).toEqual([404, { code: 404, message: "Not Found" }]);
});

test.each(["GET", "PUT", "DELETE", "PATCH", "HEAD"] as const)("%s /login is not routed", async (method) => {
  const { app } = await testGateway({});
  const response = await app.inject({ method, url: "/login" });
  expect(response.statusCode).toBe(404);
  if (method !== "HEAD") expect(response.json()).toEqual({ code: 404, message: "Not Found" });
});
