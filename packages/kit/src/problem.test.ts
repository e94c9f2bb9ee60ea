import { Code, ConnectError } from "@connectrpc/connect";
import { Reason } from "@signet/proto/errors/v1/errors";
import { ErrorInfoSchema } from "@signet/proto/google/rpc/error_details";
import { expect, test } from "vitest";
import { metadataOf, problem, reasonOf, rescue } from "./problem.ts";

const reasons = Object.values(Reason).filter((value): value is Reason => typeof value === "number");

test("every reason has a code that a caller may act on, and is found again", () => {
  for (const reason of reasons.filter((known) => known !== Reason.UNSPECIFIED)) {
    const error = problem(reason, "no");
    expect([Reason[reason], error.code]).not.toEqual([Reason[reason], Code.Internal]);
    expect(reasonOf(error)).toBe(reason);
  }
});

test("details travel beside the reason", () => {
  const error = problem(Reason.USER_NOT_FOUND, "no such user", { userId: "ada" });
  expect(metadataOf(error)).toEqual({ userId: "ada" });
  expect(metadataOf(new Error("other"))).toEqual({});
});

test("an error without a reason, and one with a reason of a newer version, have none", () => {
  const info = (reason: string) => [{ desc: ErrorInfoSchema, value: { reason, domain: "signet" } }];
  expect(reasonOf(new Error("USER_NOT_FOUND"))).toBeUndefined();
  expect(reasonOf(new ConnectError("no", Code.NotFound))).toBeUndefined();
  expect(reasonOf(new ConnectError("no", Code.NotFound, undefined, info("NOT_YET_INVENTED")))).toBeUndefined();
  expect(reasonOf(new ConnectError("no", Code.NotFound, undefined, info("constructor")))).toBeUndefined();
  expect(reasonOf(new ConnectError("no", Code.NotFound, undefined, info("1")))).toBeUndefined();
});

test("an expected reason is answered for, any other passes on", async () => {
  const missing = () => Promise.reject(problem(Reason.USER_NOT_FOUND, "no such user"));
  expect(await rescue(missing(), { [Reason.USER_NOT_FOUND]: () => "nobody" })).toBe("nobody");
  expect(await rescue(Promise.resolve("ada"), { [Reason.USER_NOT_FOUND]: () => "nobody" })).toBe("ada");
  await expect(rescue(missing(), { [Reason.EMAIL_TAKEN]: () => "taken" })).rejects.toThrow("no such user");
  await expect(rescue(Promise.reject(new Error("boom")), {})).rejects.toThrow("boom");
});
