import { randomUUID } from "node:crypto";
import {
  codeOf,
  createPasskey,
  type FlowClient,
  flowClient,
  type HttpClient,
  httpClient,
  type Passkey,
} from "@signet/testkit";
import { clientOf } from "../relying-party/party.ts";
import type { Server } from "../server.ts";

/** Somebody with one browser, whose requests can each be found in the audit log. */
export interface Visitor {
  readonly client: FlowClient;
  /** What operators and back ends do meanwhile. */
  readonly admin: HttpClient;
  readonly address: string;
  readonly passkey: Passkey;
  readonly securityKey: Passkey;
  /** What one step leaves for the next: ids, codes, secrets. */
  readonly notes: Record<string, string>;
  /** Gives the requests from here on an id of their own, which the log keeps. */
  nextRequest(): string;
  codeFor(address?: string): Promise<string>;
  /** A one-time token, as another sign-in hands it over. */
  exchangeToken(): Promise<string>;
}

type From<T> = T | ((by: Visitor) => T);

/** Something that somebody does at the front door, and what it leaves in the log. */
export interface Deed {
  readonly name: string;
  /** What comes before. */
  readonly before?: (by: Visitor) => Promise<unknown>;
  /** The one request that is looked at. */
  readonly act: (by: Visitor) => Promise<unknown>;
  /** All entries of that request, in the order of their types. */
  readonly tells: readonly Told[];
}

/** One entry. */
export interface Told {
  readonly type: string;
  readonly error?: From<string>;
  readonly details?: From<Readonly<Record<string, unknown>>>;
  /** Who is known to act: the visitor, unless it says otherwise. */
  readonly actor?: "nobody";
  /** The actor's address as it is stored, where it is not the visitor's first. */
  readonly actorEmail?: string;
}

/** A browser before its first visit. */
export function newVisitor(server: Server, address: string): Visitor {
  const { apiUrl, adminUrl, inbox } = server;
  const notes: Record<string, string> = {};
  const headers: Record<string, string> = { "user-agent": "Test/1.0" };
  return {
    client: flowClient(apiUrl, { headers }),
    admin: httpClient(adminUrl, { headers }),
    address,
    passkey: createPasskey(),
    securityKey: createPasskey(),
    notes,
    nextRequest() {
      const id = randomUUID();
      headers["x-request-id"] = id;
      return id;
    },
    codeFor: async (to = address) => codeOf(await nextWithCode(inbox, to)),
    async exchangeToken() {
      const { tokens, close } = clientOf(server);
      const { token } = await tokens.createExchangeToken({ userId: notes.userId }).finally(close);
      return token;
    },
  };
}

/** What a value is for a visitor. */
export function valueFor<T>(by: Visitor, value: From<T>): T {
  // What is told of is text and objects, never a function.
  return typeof value === "function" ? (value as (by: Visitor) => T)(by) : value;
}

/** Mails without a code tell of changes; they are passed over. */
async function nextWithCode(inbox: Server["inbox"], address: string) {
  for (;;) {
    const mail = await inbox.next(address);
    if (/\d{6}/.test(mail.subject)) return mail;
  }
}
