import { randomUUID } from "node:crypto";
import type { Database } from "@signet/db";
import { rpcKey, type Server, startServer } from "../server.ts";

/** A server with people in two tenants: the one that everybody speaks to, and another that nobody may reach. */
export interface Settled {
  readonly server: Server;
  /** Ids, addresses and other words that mean something on this server. */
  readonly known: readonly string[];
  /** A word that only rows of the other tenant hold. */
  readonly secret: string;
  /** What the tenants' people have, as one text: whatever changes changes it. */
  stateOf(tenantId: string): Promise<string>;
  call(tenantId: string, method: string, message: unknown): Promise<Response>;
}

export const ownTenant = "00000000-0000-0000-0000-000000000001";
export const otherTenant = "00000000-0000-4000-8000-0000000000b0";

const tables = ["identity_users", "identity_emails", "identity_usernames", "credential_webauthn_credentials"];
const more = ["credential_passwords", "credential_totps", "credential_recovery_codes", "token_sessions"];
const rest = ["webhook_subscriptions", "webhook_subscription_events", "credential_api_keys", "audit_entries"];

/** Starts and settles it. */
export async function settle(): Promise<Settled> {
  const server = await startServer();
  const secret = `other${randomUUID().slice(0, 8)}`;
  const call = (tenantId: string, method: string, message: unknown) =>
    fetch(`${server.rpcUrl}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${rpcKey}`, "signet-tenant": tenantId },
      body: JSON.stringify(message),
    });

  const known: string[] = [];
  for (const [tenantId, name] of [
    [ownTenant, "own"],
    [otherTenant, secret],
  ] as const) {
    for (let i = 0; i < 3; i++) {
      const [userId, emailId, sessionId, webhookId] = Array.from({ length: 4 }, () => randomUUID());
      const address = `${name}${i}@example.com`;
      const email = { emailId, address, isVerified: true, isPrimary: true };
      await settled(
        call(tenantId, "signet.identity.v1.IdentityService/CreateUser", {
          userId,
          emails: [email],
          username: `${name}_${i}`,
        }),
      );
      await settled(call(tenantId, "signet.token.v1.TokenService/IssueSession", { sessionId, userId }));
      await settled(
        call(tenantId, "signet.credential.v1.PasswordService/SetPassword", { userId, password: "a long password" }),
      );
      const hook = { webhookId, callback: `http://127.0.0.1:9/${name}`, events: ["email.send"] };
      await settled(call(tenantId, "signet.webhook.v1.WebhookService/CreateWebhook", hook));
      known.push(userId ?? "", emailId ?? "", sessionId ?? "", webhookId ?? "");
      // Words of the other tenant would come back in refusals that repeat what was said.
      if (tenantId === ownTenant) known.push(address, `${name}_${i}`);
    }
  }
  return { server, known, secret, call, stateOf: (tenantId) => stateOf(server.db, tenantId) };
}

async function settled(answer: Promise<Response>): Promise<void> {
  const { ok, status } = await answer;
  if (!ok) throw new Error(`the server could not be settled: ${status}`);
}

async function stateOf({ sql }: Database, tenantId: string): Promise<string> {
  const parts = [...tables, ...more, ...rest].map(
    (table) => `SELECT '${table}' AS name, md5(COALESCE(string_agg(t::text, '|' ORDER BY t::text), '')) AS state
      FROM ${table} t WHERE tenant_id = $1`,
  );
  const rows = await sql.query<{ name: string; state: string }>("garbage_state", parts.join(" UNION ALL "), [tenantId]);
  return rows.map(({ name, state }) => `${name} ${state}`).join("\n");
}
