import { startSmtp } from "@signet/testkit/smtp";
import type { FastifyInstance } from "fastify";
import { ownAsset, serveAssets } from "../assets.ts";
import { createServer, type Log, listen } from "../server.ts";
import { serveApi } from "./api.ts";
import { createMailStore, type MailStore } from "./mail-store.ts";
import { mailboxPage } from "./page.ts";

/** Where the mailbox listens; port 0 takes any free port. */
export interface MailboxOptions {
  readonly httpPort: number;
  readonly smtpPort: number;
  readonly host?: string | undefined;
  readonly log?: Log | undefined;
}

/** A running mailbox. */
export interface Mailbox {
  /** Its page and its JSON API. */
  readonly url: string;
  readonly smtpUrl: string;
  readonly smtpPort: number;
  stop(): Promise<void>;
}

const megabyte = 1024 * 1024;
const limits = { mails: 500, characters: 64 * megabyte };
const maxMailBytes = 10 * megabyte;

/** Starts a mailbox for development: it takes every mail for every address and shows it to whoever asks. */
export async function startMailbox({ httpPort, smtpPort, host = "localhost", log }: MailboxOptions): Promise<Mailbox> {
  const store = createMailStore(limits);
  const server = createServer({ host, log });
  serveAssets(server, {
    "signet.svg": ownAsset("signet.svg"),
    "signet.css": ownAsset("signet.css"),
    "mailbox.css": ownAsset("mailbox.css"),
    "mailbox.js": ownAsset("mailbox.js"),
  });
  serveApi(server, store);
  servePage(server);
  serveMailHtml(server, store);
  serveChanges(server, store);

  // One address, so that no mail depends on the order in which a system resolves `localhost`.
  const smtpHost = host === "localhost" ? "127.0.0.1" : host;
  const smtp = await startSmtp(store.add, { host: smtpHost, port: smtpPort, maxBytes: maxMailBytes });
  const url = await listen(server, { host, port: httpPort }).catch(async (error: unknown) => {
    await smtp.stop();
    throw error;
  });
  return {
    url,
    smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
    smtpPort: smtp.port,
    async stop() {
      await Promise.all([server.close(), smtp.stop()]);
    },
  };
}

function servePage(server: FastifyInstance): void {
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; " +
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
  server.get("/", async (_request, reply) => {
    reply.headers({ "content-security-policy": policy, "cache-control": "no-store" });
    return reply.type("text/html; charset=utf-8").send(mailboxPage.markup);
  });
}

/**
 * A mail's own HTML is hostile until proven otherwise. The sandbox takes its origin away, also when it is
 * opened outside the frame: no script, no form, nothing loaded from anywhere. Links open in a new tab.
 */
function serveMailHtml(server: FastifyInstance, store: MailStore): void {
  const policy =
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; " +
    "img-src data:; font-src data:; form-action 'none'; frame-ancestors 'self'";
  server.get<{ Params: { id: string } }>("/message/:id/html", async ({ params }, reply) => {
    const mail = store.find(params.id);
    if (!mail) return reply.callNotFound();
    reply.headers({ "content-security-policy": policy, "cache-control": "no-store" });
    return reply.type("text/html; charset=utf-8").send(`<!doctype html><base target="_blank">${mail.html}`);
  });
}

/** Server-Sent Events: one `changed` after each change; the page then asks for the list. */
function serveChanges(server: FastifyInstance, store: MailStore): void {
  server.get("/events", (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    reply.raw.write(": listening\n\n");
    const forget = store.watch(() => reply.raw.write("event: changed\ndata:\n\n"));
    reply.raw.on("close", forget);
  });
}
