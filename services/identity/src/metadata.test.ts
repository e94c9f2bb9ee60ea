import type { JsonObject } from "@bufbuild/protobuf";
import { uuidv4 } from "@signet/kit";
import { MetadataChangedSchema } from "@signet/proto/identity/v1/identity_events";
import { describe, expect, test } from "vitest";
import { mergePatch } from "./metadata.ts";
import { about, onBothDatabases, reasonFrom } from "./test/worlds.ts";

describe("merge patches (RFC 7396, appendix A)", () => {
  test.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ a: "b" }, { a: { c: null, d: 1 } }, { a: { d: 1 } }],
  ])("%j patched with %j is %j", (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  test("a key called __proto__ is a key", () => {
    const patched = mergePatch({}, JSON.parse('{"__proto__":{"admin":true}}'));
    expect(Object.keys(patched)).toEqual(["__proto__"]);
    expect(Object.hasOwn(Object.prototype, "admin")).toBe(false);
  });
});

await onBothDatabases("metadata", ({ units, client, call, newcomer }) => {
  type Patch = Parameters<typeof client.patchMetadata>[0];
  const merge = (value: JsonObject) => ({ change: { case: "merge", value } }) as const;
  const clear = { change: { case: "clear", value: true } } as const;
  const patch = (request: Patch) => client.patchMetadata(request, call);

  test("each part is merged by itself, and an empty one is absent", async () => {
    const { userId } = await newcomer();
    await patch({
      userId,
      publicMetadata: merge({ plan: "pro", limits: { a: 1, b: 2 } }),
      unsafeMetadata: merge({ x: 1 }),
    });
    const { user } = await patch({
      userId,
      publicMetadata: merge({ limits: { a: null, c: 3 } }),
      unsafeMetadata: clear,
      privateMetadata: merge({}),
    });
    expect(user?.publicMetadata).toEqual({ plan: "pro", limits: { b: 2, c: 3 } });
    expect(user?.unsafeMetadata).toBeUndefined();
    expect(user?.privateMetadata).toBeUndefined();
    expect((await client.getUser({ userId }, call)).user).toEqual(user);
  });

  test("what changes nothing is not told", async () => {
    const { userId } = await newcomer();
    for (let i = 0; i < 2; i++) await patch({ userId, privateMetadata: merge({ note: "vip" }) });
    await patch({ userId });
    expect(about(userId, await units.events("identity", MetadataChangedSchema))).toMatchObject([
      { user: { privateMetadata: { note: "vip" } } },
    ]);
  });

  test("a part has at most 3000 characters; beyond that nothing changes", async () => {
    const { userId } = await newcomer();
    const fits = "😀".repeat(3000 - '{"a":""}'.length);
    const { user } = await patch({ userId, publicMetadata: merge({ a: fits }) });
    expect(user?.publicMetadata).toEqual({ a: fits });

    const refused = patch({
      userId,
      publicMetadata: merge({ a: `${fits}!` }),
      unsafeMetadata: merge({ b: "c".repeat(3000) }),
    });
    await expect(refused).rejects.toThrow(
      "metadata limit exceeded: public metadata must not exceed 3000 characters, " +
        "unsafe metadata must not exceed 3000 characters",
    );
    expect(await reasonFrom(refused)).toBe("METADATA_INVALID");
    expect((await client.getUser({ userId }, call)).user).toEqual(user);
  });

  test("null bytes are refused; what only looks like one is kept", async () => {
    const { userId } = await newcomer();
    const refused: JsonObject[] = [{ a: "\0" }, { "\0": "a" }];
    for (const value of refused) {
      expect(await reasonFrom(patch({ userId, unsafeMetadata: merge(value) }))).toBe("METADATA_INVALID");
    }
    const { user } = await patch({ userId, unsafeMetadata: merge({ a: "\\u0000" }) });
    expect(user?.unsafeMetadata).toEqual({ a: "\\u0000" });
    expect(await reasonFrom(patch({ userId: uuidv4(), unsafeMetadata: clear }))).toBe("USER_NOT_FOUND");
  });

  test("parallel patches are all applied", async () => {
    const { userId } = await newcomer();
    const keys = ["a", "b", "c", "d", "e", "f"];
    await Promise.all(keys.map((key) => patch({ userId, publicMetadata: merge({ [key]: true }) })));
    const { user } = await client.getUser({ userId }, call);
    expect(Object.keys(user?.publicMetadata ?? {}).toSorted()).toEqual(keys);
  });
});
