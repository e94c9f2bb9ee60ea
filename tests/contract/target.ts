import { createSignetClient } from "@signet/client";
import { codeOf, httpClient, type MailboxMessageWithContents, mailboxClient } from "@signet/testkit";
import { rpcKey, type Settings, startServer } from "./server.ts";

/** A server under test, known by its HTTP doors alone. */
export interface Target {
  readonly apiUrl: string;
  /** Absent where it is not reached from here. */
  readonly adminUrl: string | undefined;
  /** How many users there are, if that can be found out. */
  countUsers(): Promise<number | undefined>;
  /** The code in the next mail to this address. */
  codeFor(address: string): Promise<string>;
  /** What the server complained of so far; nothing is known of one elsewhere. */
  complaints(): readonly string[];
  stop(): Promise<void>;
}

/**
 * The server at TARGET_URL if there is one (with its admin API at TARGET_ADMIN_URL and a mailbox at TARGET_MAILBOX_URL), which has to
 * have these settings; otherwise one of our own. (BASE_URL would be the better name; Vitest sets it to "/".)
 */
export async function openTarget(settings: Settings = {}): Promise<Target> {
  const { TARGET_URL, TARGET_ADMIN_URL, TARGET_MAILBOX_URL = "http://localhost:8025" } = process.env;
  if (TARGET_URL === undefined) return ownTarget(settings);
  const mailbox = mailboxClient(TARGET_MAILBOX_URL);
  return {
    apiUrl: TARGET_URL.replace(/\/$/, ""),
    adminUrl: TARGET_ADMIN_URL,
    countUsers: async () => (TARGET_ADMIN_URL === undefined ? undefined : countOver(TARGET_ADMIN_URL)),
    codeFor: async (address) => codeOf(toMail(await mailbox.newest(address))),
    complaints: () => [],
    stop: async () => undefined,
  };
}

async function ownTarget(settings: Settings): Promise<Target> {
  const server = await startServer(settings);
  const { identity, close } = createSignetClient({ baseUrl: server.rpcUrl, apiKey: rpcKey });
  return {
    apiUrl: server.apiUrl,
    adminUrl: server.adminUrl,
    countUsers: async () => Number((await identity.listUsers({ pageSize: 1, includeUnnamed: true })).totalSize),
    codeFor: async (address) => codeOf(await server.inbox.next(address)),
    complaints: () => server.logged.filter(({ level }) => level === "error").map(({ text }) => text),
    async stop() {
      close();
      await server.stop();
    },
  };
}

async function countOver(adminUrl: string): Promise<number | undefined> {
  const { status, headers } = await httpClient(adminUrl).request("GET", "/users?per_page=1");
  return status === 200 ? Number(headers.get("x-total-count")) : undefined;
}

function toMail({ Subject, Text }: MailboxMessageWithContents) {
  return { subject: Subject, text: Text };
}
