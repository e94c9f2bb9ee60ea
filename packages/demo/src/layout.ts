import { type Html, html } from "./html.ts";

/** What every page of the demo knows. */
export interface View {
  /** The API as the browser reaches it. */
  readonly apiUrl: string;
  /** The development mailbox, where there is one. */
  readonly mailboxUrl: string | undefined;
  readonly cookieName: string;
  /** Allows the styles of the web elements, which are inline, on this page alone. */
  readonly nonce: string;
}

/** The frame around a page's own contents. */
export interface Frame {
  readonly title: string;
  /** A file under `/assets/`, for pages that do something in the browser. */
  readonly script?: string | undefined;
  readonly links: readonly { readonly path: string; readonly label: string; readonly current: boolean }[];
  readonly contents: Html;
}

/** The seal: a ring and its stone. */
export const logo = html`<svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="19.5" r="9.5" fill="none" stroke="currentColor" stroke-width="3"/><path d="M11 8.5 13.5 3h5L21 8.5 16 14z" fill="currentColor"/></svg>`;

/** A whole page of the demo. */
export function layout(view: View, { title, script, links, contents }: Frame): Html {
  return html`<!doctype html>
<html lang="en" data-api="${view.apiUrl}" data-cookie="${view.cookieName}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – Signet demo</title>
<link rel="icon" href="/assets/signet.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/signet.css">
<link rel="stylesheet" href="/assets/demo.css">
${script ? html`<script type="module" src="/assets/${script}"></script>` : undefined}
</head>
<body>
<a class="skip" href="#main">Skip to the page</a>
<header class="top">
<a class="brand" href="/">${logo}<span>Signet</span></a>
<nav aria-label="Pages">
${links.map(
  ({ path, label, current }) => html`<a href="${path}"${current ? html` aria-current="page"` : undefined}>${label}</a>`,
)}
${mailboxLink(view, "Mailbox")}
</nav>
</header>
<main id="main">
${contents}
</main>
<footer class="bottom">API at <code>${view.apiUrl}</code></footer>
</body>
</html>
`;
}

/** A link to the mailbox in a tab of its own, or nothing where there is no mailbox. */
export function mailboxLink({ mailboxUrl }: View, label: string): Html | undefined {
  if (!mailboxUrl) return undefined;
  return html`<a href="${mailboxUrl}" target="_blank" rel="noopener">${label}<span class="away" aria-hidden="true"> ↗</span><span class="hidden"> (opens in a new tab)</span></a>`;
}
