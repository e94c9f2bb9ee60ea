import type { IncomingMessage } from "node:http";
import type { CallOptions } from "@connectrpc/connect";
import type { TenantSettings } from "@signet/config";
import { callFor } from "@signet/kit";

/** A request as routes see it: attributed to a tenant, its client known. Its body is still unread. */
export interface Exchange {
  readonly tenantId: string;
  readonly settings: TenantSettings;
  readonly requestId: string;
  readonly clientAddress: string;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly params: Readonly<Record<string, string>>;
  readonly incoming: IncomingMessage;
  /** The path as the client wrote it, without the query. */
  readonly path: string;
  /** How many bytes of a body are read. */
  readonly bodyLimit: number;
  /** The API key that opened the route, where routes ask for one. */
  readonly apiKeyId?: string;
}

/** What is kept of a user agent is cut off here. */
export const LONGEST_USER_AGENT = 512;
/** A client gives up after 13 s, so nobody waits for an answer that took longer than this. */
const DEADLINE_MS = 12_000;

/** Who acts, as far as the gateway came to know while it served the request. */
export interface Actor {
  readonly actorUserId?: string;
  readonly actorEmail?: string;
}

/**
 * Options for calls that serve a request. A client that hangs up does not abort them: what it asked for may be half done,
 * and nobody would come back to finish it.
 */
export function callOf(exchange: Exchange, actor?: Actor): CallOptions {
  const { tenantId, requestId, clientAddress, incoming, apiKeyId } = exchange;
  const userAgent = (incoming.headers["user-agent"] ?? "").slice(0, LONGEST_USER_AGENT);
  return { ...callFor(tenantId, { requestId, clientAddress, userAgent, apiKeyId, ...actor }), timeoutMs: DEADLINE_MS };
}

/** The first value of a query parameter. */
export function queryOf({ query }: Exchange, name: string): string | undefined {
  const value = query[name];
  return typeof value === "string" ? value : value?.[0];
}
