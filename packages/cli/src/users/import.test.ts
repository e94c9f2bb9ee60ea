import { credential } from "@signet/credential";
import { identity } from "@signet/identity";
import { testUnits } from "@signet/kit/test";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { CredentialTransferService } from "@signet/proto/credential/v1/credential_transfer_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { UserTransferService } from "@signet/proto/identity/v1/user_transfer_service";
import { expect, test } from "vitest";
import { exportEntries } from "./export.ts";
import { generateEntries } from "./generate.ts";
import { type EntryFault, importUsers } from "./import.ts";
import type { RawEntry } from "./json-entries.ts";

const units = await testUnits([identity, credential]);
const { call } = units;
const peers = {
  users: units.client(UserTransferService),
  credentials: units.client(CredentialTransferService),
  cleaner: units.client(CredentialService),
  call,
};

async function* raw(entries: AsyncIterable<object> | Iterable<object>): AsyncGenerator<RawEntry> {
  let number = 0;
  for await (const entry of entries) yield { number: ++number, text: JSON.stringify(entry) };
}

async function arrive(
  entries: AsyncIterable<object> | Iterable<object>,
  options: { dryRun?: boolean; skipInvalid?: boolean } = {},
  through: typeof peers = peers,
) {
  const faults: EntryFault[] = [];
  const onFault = (fault: EntryFault) => faults.push(fault);
  const result = await importUsers(raw(entries), through, { dryRun: false, skipInvalid: false, onFault, ...options });
  return { ...result, faults };
}

async function everybody(withSecrets = true): Promise<object[]> {
  const all: object[] = [];
  const exporting = { users: units.client(IdentityService), credentials: peers.credentials, call };
  for await (const entry of exportEntries(exporting, { withSecrets })) all.push(entry);
  return all;
}

async function madeUp(count: number): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for await (const entry of generateEntries({ count, full: true })) all.push({ ...entry });
  return all;
}

test("many batches arrive whole", async () => {
  const entries = await madeUp(1_203);
  expect(await arrive(entries)).toEqual({ imported: 1_203, faulty: 0, written: true, faults: [] });
  const ids = new Set((await everybody()).map((entry) => "user_id" in entry && entry.user_id));
  expect(entries.filter(({ user_id }) => !ids.has(user_id as string))).toEqual([]);
});

test("made-up users signed up one after the other, in the course of the last year", async () => {
  const times = (await madeUp(12)).map(({ created_at }) => Date.parse(String(created_at)));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const month = (365 * 24 * 3_600_000) / 12;
  for (const [index, time] of times.slice(1).entries()) expect(time - (times[index] ?? 0)).toBeCloseTo(month, -1);
  expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
});

test("one faulty entry keeps all of them out, and every fault is named", async () => {
  const before = await everybody();
  const [a, b, c, d, e, f] = await madeUp(6);
  const entries = [
    { ...a, emails: "none" },
    b,
    { ...c, user_id: b?.user_id },
    { ...d, password: { password: "clear text" } },
    {},
    { ...e, created_at: "yesterday" },
    f,
  ].map((entry) => ({ ...entry }));
  const { faults, ...result } = await arrive(entries);
  expect(result).toEqual({ imported: 2, faulty: 5, written: false });
  expect(faults.toSorted((one, other) => one.entry - other.entry)).toEqual([
    { entry: 1, reason: expect.stringMatching(/^emails: .*array/) },
    { entry: 3, reason: `the user id ${b?.user_id} is in use` },
    { entry: 4, reason: expect.stringMatching(/must be a hash of a known kind/) },
    { entry: 5, reason: "the user has neither an e-mail address nor a username" },
    { entry: 6, reason: "created_at: must be a time as in RFC 3339" },
  ]);
  expect(await everybody()).toEqual(before);

  expect(await arrive(entries, { skipInvalid: true })).toMatchObject({ imported: 2, faulty: 5, written: true });
  expect(await everybody()).toHaveLength(before.length + 2);
});

test("a dry run finds the same faults and writes nothing", async () => {
  const before = await everybody();
  const entries = await madeUp(3);
  expect(await arrive(entries, { dryRun: true })).toMatchObject({ imported: 3, faulty: 0, written: false });
  const options = { dryRun: true, skipInvalid: true };
  expect(await arrive([...entries, ...entries], options)).toMatchObject({ imported: 3, faulty: 3, written: false });
  expect(await everybody()).toEqual(before);
});

test("when users cannot be committed, their credentials do not stay", async () => {
  const before = await everybody();
  const [person] = await madeUp(1);
  async function* lost(steps: Parameters<typeof peers.users.importUsers>[0]) {
    for await (const step of steps) {
      if (step.step?.case === "commit") throw new Error("the connection is lost");
      yield { faults: [], imported: 0n };
    }
  }
  const users = { ...peers.users, importUsers: lost as unknown as typeof peers.users.importUsers };
  await expect(arrive([{ ...person }], {}, { ...peers, users })).rejects.toThrow("the connection is lost");
  const userIds = [String(person?.user_id)];
  expect((await peers.credentials.exportCredentials({ userIds }, call)).credentials).toEqual([]);
  expect(await everybody()).toEqual(before);
});

test("of the same file twice at once, one import succeeds", async () => {
  const entries = await madeUp(3);
  const results = await Promise.allSettled([arrive(entries), arrive(entries)]);
  const written = results.filter((each) => each.status === "fulfilled" && each.value.written);
  expect(written).toHaveLength(1);
});

test.each([
  ['{"username": "a", "webauthn_credentials": [{"id": 1}]}', /webauthn_credentials\[0\]\.id: .*string/],
  ['{"username": "\\ud800"}', /half of a character/],
  ["{", /it is no JSON/],
  ['"text"', /expected object/],
  [`{"username": "a", "metadata": {"public_metadata": {"a": ${"[".repeat(100_000)}${"]".repeat(100_000)}}}}`, /nested/],
  ['{"username": ""}', /neither/],
  ['{"emails": null}', /neither/],
])("%.60s is a fault", async (text, reason) => {
  async function* one() {
    yield { number: 7, text };
  }
  const faults: EntryFault[] = [];
  await importUsers(one(), peers, { dryRun: true, skipInvalid: false, onFault: (fault) => faults.push(fault) });
  expect(faults).toEqual([{ entry: 7, reason: expect.stringMatching(reason) }]);
});
