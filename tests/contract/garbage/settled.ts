import { randomUUID } from "node:crypto";
import type { Database } from "@signet/db";
import { rpcKey, type Server, startServer } from "../server.ts";

/** Somebody of a tenant. */
export interface Person {
  readonly userId: string;
  readonly emailId: string;
  readonly sessionId: string;
  readonly webhookId: string;
  readonly address: string;
  readonly username: string;
  /** Kept in the primary address and in the metadata, and nowhere among what is known. */
  readonly word: string;
}

/** A server with people in two tenants: the one that everybody speaks to, and another that nobody may reach. */
export interface Settled {
  readonly server: Server;
  /** Ids, addresses and other words that mean something on this server. */
  readonly known: readonly string[];
  /** A word that only rows of the other tenant hold. */
  readonly secret: string;
  /** People beside the one who is signed in, and people of the other tenant. */
  readonly neighbours: readonly Person[];
  readonly others: readonly Person[];
  /** Signs the one person in anew. */
  signIn(): Promise<string>;
  /** What the tenants' people have, as one text: whatever changes changes it. */
  stateOf(tenantId: string): Promise<string>;
  /** Likewise, without what every use leaves behind: when a session was used last, and entries of the audit log. */
  belongingsOf(tenantId: string): Promise<string>;
  stateOfNeighbours(): Promise<string>;
  call(tenantId: string, method: string, message: unknown): Promise<Response>;
  /** The same with a message in its binary form, or what is said to be one. */
  send(tenantId: string, method: string, message: Uint8Array): Promise<Response>;
}

export const ownTenant = "00000000-0000-0000-0000-000000000001";
export const otherTenant = "00000000-0000-4000-8000-0000000000b0";

const ofUsers = ["identity_emails", "identity_usernames", "credential_webauthn_credentials", "credential_passwords"];
const moreOfUsers = ["credential_totps", "credential_recovery_codes"];
const others = ["identity_users", "webhook_subscriptions", "webhook_subscription_events", "credential_api_keys"];
const belongings = [...ofUsers, ...moreOfUsers, ...others];

/** Starts and settles it. */
export async function settle(): Promise<Settled> {
  const server = await startServer();
  const secret = `other${randomUUID().slice(0, 8)}`;
  const post = (tenantId: string, method: string, type: string, body: string | Uint8Array) =>
    fetch(`${server.rpcUrl}/${method}`, {
      method: "POST",
      headers: { "content-type": type, authorization: `Bearer ${rpcKey}`, "signet-tenant": tenantId },
      body,
    });
  const call = (tenantId: string, method: string, message: unknown) =>
    post(tenantId, method, "application/json", JSON.stringify(message));

  const own = await settlePeople(call, ownTenant, "own");
  const others = await settlePeople(call, otherTenant, secret);
  const [person = noPerson, ...neighbours] = own;
  return {
    server,
    secret,
    // Words of the other tenant would come back in refusals that repeat what was said.
    known: [...[...own, ...others].flatMap(idsOf), ...own.flatMap(({ address, username }) => [address, username])],
    neighbours,
    others,
    call,
    send: (tenantId, method, message) => post(tenantId, method, "application/proto", message),
    async signIn() {
      const ids = { sessionId: randomUUID(), userId: person.userId };
      const response = await call(ownTenant, "signet.token.v1.TokenService/IssueSession", ids);
      return ((await response.json()) as { readonly token: string }).token;
    },
    stateOf: (tenantId) => stateOf(server.db, [...belongings, "token_sessions", "audit_entries"], tenantId),
    belongingsOf: (tenantId) => stateOf(server.db, belongings, tenantId),
    stateOfNeighbours: () =>
      stateOfUsers(
        server.db,
        neighbours.map(({ userId }) => userId),
      ),
  };
}

const noPerson: Person = { userId: "", emailId: "", sessionId: "", webhookId: "", address: "", username: "", word: "" };

/** The ids of a person, and of a webhook that belongs to nobody else. */
export function idsOf({ userId, emailId, sessionId, webhookId }: Person): readonly string[] {
  return [userId, emailId, sessionId, webhookId];
}

type Call = Settled["call"];

async function settlePeople(call: Call, tenantId: string, name: string): Promise<readonly Person[]> {
  const people: Person[] = [];
  for (let i = 0; i < 3; i++) people.push(await settlePerson(call, tenantId, `${name}${i}`));
  return people;
}

async function settlePerson(call: Call, tenantId: string, name: string): Promise<Person> {
  const [userId = "", emailId = "", sessionId = "", webhookId = ""] = Array.from({ length: 4 }, () => randomUUID());
  const person = { userId, emailId, sessionId, webhookId, address: `${name}@example.com`, username: name };
  const word = `word-of-${name}`;
  const emails = [
    { emailId, address: person.address, isVerified: true },
    { emailId: randomUUID(), address: `${word}@example.com`, isVerified: true, isPrimary: true },
  ];
  const kept = { merge: { word } };
  const hook = { webhookId, callback: `http://127.0.0.1:9/${name}`, events: ["email.send"] };
  await settled(call(tenantId, "signet.identity.v1.IdentityService/CreateUser", { userId, emails, username: name }));
  await settled(
    call(tenantId, "signet.identity.v1.IdentityService/PatchMetadata", {
      ...{ userId, publicMetadata: kept, unsafeMetadata: kept },
    }),
  );
  await settled(call(tenantId, "signet.token.v1.TokenService/IssueSession", { sessionId, userId }));
  await settled(
    call(tenantId, "signet.credential.v1.PasswordService/SetPassword", { userId, password: "a long password" }),
  );
  await settled(call(tenantId, "signet.webhook.v1.WebhookService/CreateWebhook", hook));
  return { ...person, word };
}

async function settled(answer: Promise<Response>): Promise<void> {
  const { ok, status } = await answer;
  if (!ok) throw new Error(`the server could not be settled: ${status}`);
}

function stateOf(db: Database, tables: readonly string[], tenantId: string): Promise<string> {
  return digestOf(db, `garbage_state_${tables.length}`, {
    parts: tables.map((table) => digest(table, "tenant_id = $1")),
    value: tenantId,
  });
}

function stateOfUsers(db: Database, userIds: readonly string[]): Promise<string> {
  const owned = [...ofUsers, ...moreOfUsers].map((table) => digest(table, "user_id = ANY($1::text[])"));
  const parts = [digest("identity_users", "id = ANY($1::text[])"), ...owned];
  return digestOf(db, "garbage_users", { parts, value: userIds });
}

function digest(table: string, condition: string): string {
  return `SELECT '${table}' AS name, md5(COALESCE(string_agg(t::text, '|' ORDER BY t::text), '')) AS state
    FROM ${table} t WHERE ${condition}`;
}

async function digestOf(
  { sql }: Database,
  name: string,
  { parts, value }: { readonly parts: readonly string[]; readonly value: string | readonly string[] },
): Promise<string> {
  const rows = await sql.query<{ name: string; state: string }>(name, parts.join(" UNION ALL "), [value]);
  return rows.map(({ name, state }) => `${name} ${state}`).join("\n");
}
