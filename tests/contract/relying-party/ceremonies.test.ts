import { randomUUID } from "node:crypto";
import type { SignetClient } from "@signet/client";
import { createPasskey, type Passkey } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startServer } from "../server.ts";
import { type CeremonyRoute, type Door, doors } from "./doors.ts";
import { atThesePages, clientOf, newParty, type Party } from "./party.ts";

const AT_ONCE = 8;
/** One that may be a second factor, too. */
const securityKey = () => createPasskey({ attachment: "cross-platform", counter: 1 });

let server: Server;
let client: SignetClient;
let party: Party;
beforeAll(async () => {
  server = await startServer();
  client = clientOf(server);
  party = await newParty(client);
});
afterAll(async () => {
  client?.close();
  await server?.stop();
});

/** Everything that an answer could have changed. */
async function stored(): Promise<unknown> {
  const { sql } = server.db;
  const columns = "relying_party_id, id, owner_id, sign_count, last_used_at";
  return [
    await sql.query("test_credentials", `SELECT ${columns} FROM credential_relying_party_credentials ORDER BY id`, []),
    await sql.query(
      "test_signed",
      "SELECT id FROM credential_relying_party_transactions WHERE signed_at IS NOT NULL ORDER BY id",
      [],
    ),
  ];
}

describe.each(Object.entries(doors))("a ceremony of the %s", (_name, doorOf) => {
  let door: Door;
  let ada: Passkey;
  beforeAll(async () => {
    door = doorOf(server.apiUrl, party);
    ada = await registered("ada");
  });

  /** A ceremony of a route, begun for somebody. */
  const begun = async ({ path, begin }: CeremonyRoute, userId: string, at = door) => {
    const { status, text, json } = await at.request("POST", `${path}/initialize`, begin(userId));
    expect(status, text).toBe(200);
    return json;
  };
  const answerOf = ({ answers }: CeremonyRoute, options: unknown, passkey: Passkey) =>
    answers === "registration" ? securityKey().create(options) : passkey.get(options);
  const end = ({ path }: CeremonyRoute, answer: unknown, at = door) =>
    at.request("POST", `${path}/finalize`, answer).then(({ status }) => status);
  const each = async (check: (route: CeremonyRoute) => Promise<void>) => {
    for (const route of door.ceremonies) await check(route);
  };

  async function registered(userId: string, at = door): Promise<Passkey> {
    const passkey = securityKey();
    const [route] = at.ceremonies;
    if (!route) throw new Error("an API without registration");
    expect(await end(route, passkey.create(await begun(route, userId, at)), at)).toBe(200);
    return passkey;
  }

  test("ends once", () =>
    each(async (route) => {
      const answer = answerOf(route, await begun(route, "ada"), ada);
      expect(await end(route, answer), route.path).toBe(200);
      const before = await stored();
      expect(await end(route, answer), route.path).toBe(route.refused);
      expect(await stored()).toEqual(before);
    }));

  test("ends once for many that answer at the same time", () =>
    each(async (route) => {
      const answer = answerOf(route, await begun(route, "ada"), ada);
      const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => end(route, answer)));
      const refused = Array.from({ length: AT_ONCE - 1 }, () => route.refused);
      expect(statuses.sort(), route.path).toEqual([200, ...refused]);
    }));

  test("ends on no other route, and is used up by the attempt", () =>
    each(async (route) => {
      for (const other of door.ceremonies.filter(({ path }) => path !== route.path)) {
        if (other.answers !== route.answers) continue;
        const answer = answerOf(route, await begun(route, "ada"), ada);
        const before = await stored();
        expect(await end(other, answer), `${route.path} on ${other.path}`).toBe(other.refused);
        expect(await end(route, answer), `${route.path} after ${other.path}`).toBe(route.refused);
        expect(await stored()).toEqual(before);
      }
    }));

  test("ends in no other API", () =>
    each(async (route) => {
      const answer = answerOf(route, await begun(route, "ada"), ada);
      const before = await stored();
      const others = Object.values(doors).filter((each) => each !== doorOf);
      for (const other of others.flatMap((each) => each(server.apiUrl, party))) {
        const [foreign] = other.ceremonies.filter(({ answers }) => answers === route.answers);
        if (foreign) expect(await end(foreign, answer, other), route.path).toBe(foreign.refused);
      }
      expect(await stored()).toEqual(before);
    }));

  test("is not ended by another relying party, which uses nothing up", async () => {
    const stranger = doorOf(server.apiUrl, await newParty(client));
    await each(async (route) => {
      const answer = answerOf(route, await begun(route, "ada"), ada);
      const before = await stored();
      expect(await end(route, answer, stranger), route.path).toBe(route.refused);
      expect(await stored()).toEqual(before);
      expect(await end(route, answer), route.path).toBe(200);
    });
  });

  test("is not ended with the credential of somebody else", async () => {
    const bea = await registered("bea");
    await each(async (route) => {
      if (route.answers === "registration") return;
      const answer = bea.get(await begun(route, "ada"));
      const before = await stored();
      expect(await end(route, answer), route.path).toBe(route.refused);
      expect(await stored()).toEqual(before);
    });
  });

  test("takes no credential twice, whoever comes with it", () =>
    each(async (route) => {
      if (route.answers !== "registration") return;
      const answer = ada.create(await begun(route, `eve-${randomUUID()}`));
      const before = await stored();
      expect(await end(route, answer), route.path).toBe(409);
      expect(await stored()).toEqual(before);
    }));

  test("is over when its time is", async () => {
    const hasty = await newParty(client);
    const own = doorOf(server.apiUrl, hasty);
    const late = await registered("ada", own);
    const { relyingPartyId } = hasty;
    const config = { ...atThesePages, passkey: { timeoutMs: 1 }, mfa: { timeoutMs: 1 } };
    await client.relyingParties.updateRelyingParty({ relyingPartyId, config });
    for (const route of own.ceremonies) {
      const answer = answerOf(route, await begun(route, "ada", own), late);
      const before = await stored();
      expect(await end(route, answer, own), route.path).toBe(route.refused);
      expect(await stored()).toEqual(before);
    }
  });
});

test("none of it was a fault of ours", () => {
  expect(server.logged.filter(({ level }) => level === "error")).toEqual([]);
});
