import { Code, ConnectError, createContextValues, createHandlerContext } from "@connectrpc/connect";
import { Reason } from "@signet/proto/errors/v1/errors";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { describe, expect, test } from "vitest";
import {
  type Caller,
  callerFrom,
  callerKey,
  callerOf,
  callFor,
  errandKey,
  forward,
  SINGLE_TENANT,
  writeErrand,
} from "./caller.ts";
import { reasonOf } from "./problem.ts";

const tenant = "3d5a1c0e-8f2b-4c6d-9a77-0b1e2f3a4c5d";

function contextWith(caller?: Caller) {
  const contextValues = createContextValues();
  if (caller) contextValues.set(callerKey, caller);
  const { findUser: method } = IdentityService.method;
  const request = { requestMethod: "POST", protocolName: "grpc", url: "http://x/" };
  return createHandlerContext({ ...request, service: IdentityService, method, contextValues });
}

/** What a handler would see of call options that travelled in headers. */
function seen({ contextValues }: ReturnType<typeof callFor>) {
  const headers = new Headers();
  const errand = contextValues?.get(errandKey);
  if (errand) writeErrand(headers, errand);
  return callerFrom(headers, "flow");
}

test("what callFor sends is what the other side reads", () => {
  const origin = { requestId: "request-1", clientAddress: "2001:db8::1", userAgent: "Ü ☕", actorUserId: "ada" };
  expect(seen(callFor(tenant, origin))).toMatchObject({ unit: "flow", tenantId: tenant, origin });
});

test("forward passes tenant, origin and abort on, with what is known better by now", () => {
  const caller = seen(callFor(tenant, { requestId: "request-1" }));
  const context = contextWith(caller);
  const options = forward(context, { actorUserId: "ada" });
  expect(seen(options)).toMatchObject({ tenantId: tenant, origin: { requestId: "request-1", actorUserId: "ada" } });
  expect(options.signal).toBe(context.signal);
});

test("a call without a tenant is the single tenant's", () => {
  expect(callerFrom(new Headers(), "flow")).toMatchObject({ tenantId: SINGLE_TENANT, origin: { requestId: "" } });
});

describe("hostile headers", () => {
  const reasonFrom = (headers: Record<string, string>) => {
    try {
      callerFrom(new Headers(headers), "flow");
    } catch (error) {
      return reasonOf(error);
    }
    return undefined;
  };

  test.each(["", "x", "' OR 1=1 --", tenant.toUpperCase(), `${tenant}0`, `${tenant}, ${tenant}`])(
    "the tenant %j is refused",
    (value) => expect(reasonFrom({ "signet-tenant": value })).toBe(Reason.TENANT_NOT_FOUND),
  );

  test.each(["////", "%%%", "gICAgICAgICAgICA", "CgA=x"])("the origin %j is refused", (value) => {
    expect(reasonFrom({ "signet-origin-bin": value })).toBe(Reason.ARGUMENT_INVALID);
  });
});

test("a handler that nobody introduced to its caller refuses", () => {
  const thrown = (() => {
    try {
      return callerOf(contextWith());
    } catch (error) {
      return error;
    }
  })();
  expect(ConnectError.from(thrown).code).toBe(Code.Unauthenticated);
});
