import { randomBytes } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ownAsset, packageAsset, serveAssets } from "./assets.ts";
import { type Html, html } from "./html.ts";
import { layout, type View } from "./layout.ts";
import { paymentPage } from "./pages/payment.ts";
import { type Page, pages } from "./pages.ts";
import type { Payments } from "./payments/payments.ts";
import { servePayments } from "./payments/routes.ts";
import { createServer, type Listen, type Log, listen } from "./server.ts";
import { sessionOf } from "./session.ts";

/** What the demo page needs to know. */
export interface DemoOptions extends Listen {
  /** The public API as browsers reach it; this page's origin must be among its allowed origins. */
  readonly apiUrl: string;
  /** The same API as this process reaches it, where that differs. */
  readonly internalApiUrl?: string | undefined;
  /** Linked to as the place where codes arrive. */
  readonly mailboxUrl?: string | undefined;
  /** The API's `session.cookie.name`. */
  readonly cookieName?: string | undefined;
  /** Makes ready what the page about payments needs, when it is first used; without it there is no such page. */
  readonly payments?: (() => Promise<Payments>) | undefined;
  readonly log?: Log | undefined;
}

/** A running demo page. */
export interface Demo {
  readonly url: string;
  stop(): Promise<void>;
}

const assets = {
  "signet.svg": ownAsset("signet.svg"),
  "signet.css": ownAsset("signet.css"),
  "demo.css": ownAsset("demo.css"),
  "api.js": ownAsset("api.js"),
  "sign-in.js": ownAsset("sign-in.js"),
  "account.js": ownAsset("account.js"),
  "profile.js": ownAsset("profile.js"),
  "payment.js": ownAsset("payment.js"),
  "words.js": ownAsset("words.js"),
  "en.js": packageAsset("@teamhanko/hanko-elements", "i18n/en.js"),
  "elements.js": packageAsset("@teamhanko/hanko-elements", "elements.js"),
  "elements.js.LICENSE.txt": packageAsset("@teamhanko/hanko-elements", "elements.js.LICENSE.txt"),
};

/** Starts the demo page: an ordinary web site whose visitors sign in with the web element. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const server = createServer(options);
  serveAssets(server, assets);
  const { apiUrl, internalApiUrl = apiUrl, cookieName = "hanko", payments } = options;
  const shown = payments ? [...pages, paymentPage] : pages;
  for (const page of shown) servePage(server, page, { ...options, pages: shown });
  if (payments) {
    const check = { apiUrl: internalApiUrl, cookieName };
    servePayments(server, { payments: once(payments), sessionOf: (cookies) => sessionOf(cookies, check) });
  }
  const url = await listen(server, options);
  return { url, stop: () => server.close() };
}

/** Does something when it is first needed; a failure is tried again by the next who needs it. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

function servePage(
  server: FastifyInstance,
  page: Page,
  options: DemoOptions & { readonly pages: readonly Page[] },
): void {
  const { apiUrl, internalApiUrl = apiUrl, mailboxUrl, cookieName = "hanko", log } = options;
  server.get(page.path, async (request: FastifyRequest, reply: FastifyReply) => {
    const view: View = { apiUrl, mailboxUrl, cookieName, nonce: randomBytes(16).toString("base64") };
    const visitor = { session: () => sessionOf(request.headers.cookie, { apiUrl: internalApiUrl, cookieName }) };
    const contents = await page.render(view, visitor).catch((error: unknown) => {
      log?.error({ err: error, url: request.url }, "the API cannot be asked");
      reply.code(502);
      return unreachable(internalApiUrl);
    });
    if (contents === "sign-in") return reply.redirect("/");

    reply.headers({ "content-security-policy": contentPolicy(view), "cache-control": "no-store" });
    return reply.type("text/html; charset=utf-8").send(frame(page, view, { contents, pages: options.pages }).markup);
  });
}

function frame(
  { path, title, script }: Page,
  view: View,
  { contents, pages }: { readonly contents: Html; readonly pages: readonly Page[] },
): Html {
  const links = pages.map((page) => ({ path: page.path, label: page.label, current: page.path === path }));
  return layout(view, { title, script, links, contents });
}

/** Own files, the API, and the one inline style that carries the nonce; nothing else. */
function contentPolicy({ apiUrl, nonce }: View): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    `connect-src 'self' ${new URL(apiUrl).origin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function unreachable(apiUrl: string): Html {
  return html`<div class="narrow"><div class="notice" role="alert">
<strong>The API cannot be reached.</strong>
<p>This server asked <code>${apiUrl}</code> who you are and got no answer. Is Signet running?</p>
</div></div>`;
}
