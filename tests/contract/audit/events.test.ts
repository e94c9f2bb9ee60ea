import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Server, startServer } from "../server.ts";
import { classicDeeds } from "./classic-deeds.ts";
import { operatorDeeds } from "./operator-deeds.ts";
import { profileDeeds } from "./profile-deeds.ts";
import { partyDeeds } from "./relying-party-deeds.ts";
import { type PartyLog, tellParty } from "./relying-party-log.ts";
import { signInDeeds } from "./sign-in-deeds.ts";
import { later, relyingPartyTypes, types } from "./types.ts";
import { type Deed, newVisitor, type Told, type Visitor, valueFor } from "./visitor.ts";

const settings = {
  account: { allow_deletion: true },
  audit_log: { storage: { enabled: true } },
  mfa: { acquire_on_registration: false, device_trust_policy: "never" },
  passkey: { limit: 2 },
  password: { optional: true },
  username: { enabled: true, acquire_on_login: false },
};

/** Everybody, with their address as the log keeps it. */
const stories = [
  { address: "samantha@example.com", masked: "sam*****@example.com", deeds: [...signInDeeds, ...profileDeeds] },
  { address: "samuel@example.com", masked: "s*****@example.com", deeds: classicDeeds },
  { address: "sandy@example.com", masked: "s*****@example.com", deeds: operatorDeeds },
];
const allDeeds = stories.flatMap(({ deeds }) => deeds);

let server: Server;
/** Of each deed, what its request was to leave in the log. */
const expected = new Map<Deed, { readonly requestId: string; readonly entries: readonly object[] }>();
let log: readonly Entry[] = [];
let party: PartyLog;
let partyLog: readonly Pick<Entry, "meta_http_request_id">[] = [];

beforeAll(async () => {
  server = await startServer(settings);
  [party] = await Promise.all([tellParty(server), ...stories.map(tell)]);
  log = await completeLog(server);
  partyLog = await party.read();
}, 120_000);
afterAll(() => server?.stop());

test("every type of the contract is caused here, or cannot be yet", () => {
  const caused = allDeeds.flatMap(({ tells }) => tells.map(({ type }) => type));
  expect([...new Set([...caused, ...Object.keys(later)])].sort()).toEqual([...types].sort());
  expect(partyDeeds.map(({ type }) => type).sort()).toEqual([...relyingPartyTypes].sort());
});

describe.each(stories)("$address", ({ deeds }) => {
  test.each(deeds)("$name", (deed) => {
    const { requestId, entries } = expected.get(deed) ?? {};
    const found = log.filter((entry) => entry.meta_http_request_id === requestId);
    expect(found.toSorted((a, b) => (a.type < b.type ? -1 : 1))).toEqual(entries);
  });
});

describe("a relying party's own log", () => {
  test.each(partyDeeds)("holds $type", (deed) => {
    const { requestId, entry } = party.expected.get(deed) ?? {};
    expect(partyLog.filter((each) => each.meta_http_request_id === requestId)).toEqual([entry]);
  });
});

interface Entry {
  readonly type: string;
  readonly meta_http_request_id: string;
}

async function tell({ address, masked, deeds }: (typeof stories)[number]): Promise<void> {
  const by = newVisitor(server, address);
  for (const deed of deeds) {
    by.nextRequest();
    await deed.before?.(by);
    const requestId = by.nextRequest();
    await deed.act(by);
    expected.set(deed, { requestId, entries: deed.tells.map((told) => entryOf(told, by, { masked, requestId })) });
  }
}

function entryOf(
  { type, error, details, actor, actorEmail }: Told,
  by: Visitor,
  { masked, requestId }: { readonly masked: string; readonly requestId: string },
) {
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  return {
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    type,
    ...(error === undefined ? {} : { error: valueFor(by, error) }),
    meta_http_request_id: requestId,
    meta_source_ip: "127.0.0.1",
    meta_user_agent: "Test/1.0",
    ...(actor === "nobody" ? {} : { actor_user_id: by.notes.userId, actor_email: actorEmail ?? masked }),
    details: details === undefined ? null : valueFor(by, details),
    created_at: time,
    updated_at: time,
  };
}

/** The whole log, once every event was heard of. */
async function completeLog({ db, adminUrl }: Server): Promise<readonly Entry[]> {
  const outboxes = ["identity", "credential", "token", "notification", "flow"].map(
    (unit) => `SELECT 1 FROM ${unit}_outbox`,
  );
  const untold = () => db.sql.query("test_untold", outboxes.join(" UNION ALL "), []);
  await vi.waitFor(async () => expect(await untold()).toEqual([]), { interval: 20, timeout: 10_000 });
  const entries: Entry[] = [];
  for (let page = 1; ; page++) {
    const reply = await fetch(`${adminUrl}/audit_logs?per_page=100&page=${page}`);
    const more = (await reply.json()) as Entry[];
    entries.push(...more);
    if (more.length < 100) return entries;
  }
}
