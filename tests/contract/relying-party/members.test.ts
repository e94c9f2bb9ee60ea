import { randomUUID } from "node:crypto";
import type { SignetClient } from "@signet/client";
import { createPasskey, type Passkey, type Reply } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Server, startServer } from "../server.ts";
import { authenticationDoor, type Door, passkeyDoor } from "./doors.ts";
import { type Member, unsetFor, withMember, wrongFor } from "./members.ts";
import { clientOf, newParty } from "./party.ts";

let server: Server;
let client: SignetClient;
let authentication: Door;
let passkeys: Door;
let ada: Passkey;
beforeAll(async () => {
  server = await startServer();
  client = clientOf(server);
  const party = await newParty(client);
  authentication = authenticationDoor(server.apiUrl, party);
  passkeys = passkeyDoor(server.apiUrl, party);
  ada = createPasskey();
  const options = await authentication.request("POST", "registration/initialize", { user: { id: "ada", name: "ada" } });
  await authentication.request("POST", "registration/finalize", ada.create(options.json));
}, 30_000);
afterAll(async () => {
  client?.close();
  await server?.stop();
});

/** How many rows each table of relying parties has. */
async function rows(): Promise<unknown> {
  const counts = ["users", "credentials", "ceremonies", "transactions"].map(async (table) => {
    const text = `SELECT COUNT(*) AS count FROM credential_relying_party_${table}`;
    return [table, String((await server.db.sql.query<{ count: unknown }>(`test_rows_${table}`, text, []))[0]?.count)];
  });
  return Promise.all(counts);
}

/** A route with a body: a good one, and its members. */
interface BodyRoute {
  readonly door: () => Door;
  readonly method?: string;
  readonly path: string | (() => string);
  readonly body: () => object;
  readonly members: readonly Member[];
  /** What counts as not said, beside a member that is not there. */
  readonly unset: readonly unknown[];
}

// Sections 1.3 and 1.6: null and the empty text are as good as nothing.
const first = { door: () => authentication, unset: [undefined, null, ""] };
const second = { door: () => passkeys, unset: [undefined, null] };
const id = "ada";
const named = (): object => ({ user: { id, name: id, displayName: id }, options: requested });
const requested = { userVerification: "preferred", authenticatorAttachment: "platform" };
const asked: readonly Member[] = [
  ["user", "object"],
  ["options", "object"],
  ["options.userVerification", "word"],
  ["options.authenticatorAttachment", "word"],
];
const oneCredential = () => `credentials/${ada.id}`;
const created: readonly Member[] = [
  ["user_id", "text", "required"],
  ["username", "text", "required"],
  ["display_name", "text"],
  ["icon", "text"],
];
const creation = () => ({ user_id: id, username: id, display_name: id, icon: "https://a.example/ada.png" });

const initializing: readonly BodyRoute[] = [
  {
    ...first,
    path: "registration/initialize",
    body: () => ({
      user: { id, name: id, displayName: id },
      options: {
        authenticatorSelection: {
          ...{ authenticatorAttachment: "platform", requireResidentKey: true, userVerification: "required" },
        },
        attestation: "direct",
      },
    }),
    members: [
      ["user", "object", "required"],
      ["user.id", "text", "required"],
      ["user.name", "text", "required"],
      ["user.displayName", "text"],
      ["options", "object"],
      ["options.authenticatorSelection", "object"],
      ["options.authenticatorSelection.authenticatorAttachment", "word"],
      ["options.authenticatorSelection.requireResidentKey", "flag"],
      ["options.authenticatorSelection.userVerification", "word"],
      ["options.attestation", "word"],
    ],
  },
  { ...first, path: "authentication/initialize", body: named, members: [...asked, ["user.id", "text"]] },
  {
    ...first,
    path: "transaction/initialize",
    body: () => ({ ...named(), transaction: "12 EUR" }),
    members: [...asked, ["user.id", "text"], ["transaction", "text"]],
  },
  {
    ...{ ...first, method: "PUT", path: oneCredential, body: () => ({ name: "a key" }) },
    members: [["name", "text", "required"]],
  },
  { ...second, path: "registration/initialize", body: creation, members: created },
  {
    ...{ ...second, path: "mfa/registration/initialize", body: creation, members: created },
  },
  { ...second, path: "login/initialize", body: () => ({ user_id: id }), members: [["user_id", "text"]] },
  {
    ...{ ...second, path: "mfa/login/initialize", body: () => ({ user_id: id }) },
    members: [["user_id", "text", "required"]],
  },
  {
    ...second,
    path: "transaction/initialize",
    body: () => ({ user_id: id, transaction_id: randomUUID(), transaction_data: { amount: 12 } }),
    members: [
      ["user_id", "text", "required"],
      ["transaction_id", "text", "required"],
      ["transaction_data", "data", "required"],
    ],
  },
  {
    ...{ ...second, method: "PATCH", path: oneCredential, body: () => ({ name: "a key" }) },
    members: [["name", "text", "required"]],
  },
];

const credential: readonly Member[] = [
  ["id", "bytes", "required"],
  ["rawId", "bytes", "required"],
  ["type", "word", "required"],
  ["response", "object", "required"],
  ["response.clientDataJSON", "bytes", "required"],
];
const attestation: readonly Member[] = [...credential, ["response.attestationObject", "bytes", "required"]];
const assertion: readonly Member[] = [
  ...credential,
  ["response.authenticatorData", "bytes", "required"],
  ["response.signature", "bytes", "required"],
  ["response.userHandle", "bytes"],
];

/** Members that say how the browser went about it: what is no such thing is not looked at. */
const remarks = [
  "authenticatorAttachment",
  "clientExtensionResults",
  "transports",
  "response.transports",
  "extensions",
];

function expectBad({ status, text, json }: Reply, { error }: Door, about: string): void {
  expect(status, `${about} ${text}`).toBe(400);
  expect(json, about).toMatchObject(error(400));
}

describe.each(initializing)("$method $path", ({ door, method = "POST", path, body, members, unset }) => {
  const send = (content: unknown) => door().request(method, typeof path === "string" ? path : path(), content);

  test("with a member that is wrong is a bad request, and stores nothing", async () => {
    const before = await rows();
    for (const member of members) {
      for (const [value, about] of wrongFor(member)) {
        expectBad(await send(withMember(body(), member[0], value)), door(), about);
      }
    }
    expect(await rows()).toEqual(before);
  });

  test("with a member that is not set, or with one that nobody knows, is a good one", async () => {
    expect((await send({ ...body(), nobody: { knows: ["it"] } })).status).toBeLessThan(300);
    for (const member of members) {
      for (const [value, about] of unsetFor(member, unset)) {
        const { status, text } = await send(withMember(body(), member[0], value));
        expect(status, `${about} ${text}`).toBe(200);
      }
    }
  });
});

describe.each(["authentication", "passkeys"] as const)("ends of ceremonies (%s)", (which) => {
  const door = () => (which === "authentication" ? authentication : passkeys);

  test("with a member that is wrong are bad requests, store nothing, and leave the ceremony open", async () => {
    for (const { path, answers, begin } of door().ceremonies) {
      const options = await door().request("POST", `${path}/initialize`, begin(id));
      expect(options.status, options.text).toBe(200);
      const isNew = answers === "registration";
      const fresh = createPasskey({ attachment: "cross-platform" });
      const answer = isNew ? fresh.create(options.json) : ada.get(options.json);
      const before = await rows();
      for (const member of isNew ? attestation : assertion) {
        for (const [value, about] of wrongFor(member)) {
          const reply = await door().request("POST", `${path}/finalize`, withMember(answer, member[0], value));
          expectBad(reply, door(), `${path} ${about}`);
        }
      }
      expect(await rows(), path).toEqual(before);
      const remarked = remarks
        .filter((name) => isNew || !name.startsWith("response."))
        .reduce((body: unknown, name) => withMember(body, name, 7), answer);
      expect((await door().request("POST", `${path}/finalize`, remarked)).status, path).toBe(200);
    }
  });
});

test("none of it was a fault of ours", () => {
  expect(server.logged.filter(({ level }) => level === "error")).toEqual([]);
});
