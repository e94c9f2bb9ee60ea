import { html } from "../html.ts";
import { logo } from "../layout.ts";

/** The page of the mailbox; its script fills it. */
export const mailboxPage = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mailbox</title>
<link rel="icon" href="/assets/signet.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/signet.css">
<link rel="stylesheet" href="/assets/mailbox.css">
<script type="module" src="/assets/mailbox.js"></script>
</head>
<body>
<header class="top">
<a class="brand" href="/">${logo}<span>Mailbox</span></a>
<p class="quiet" id="count" role="status"></p>
<button id="clear" type="button" disabled>Empty it</button>
</header>
<main class="mailbox">
<nav class="list" aria-label="Received mails">
<ol id="list"></ol>
<div class="empty" id="empty" hidden>
<p><strong>No mail yet.</strong></p>
<p class="quiet">What Signet sends arrives here by itself and goes nowhere else.</p>
</div>
</nav>
<article class="card mail" id="mail" aria-labelledby="subject" hidden>
<a class="back" href="#">← All mails</a>
<h1 id="subject" tabindex="-1"></h1>
<p class="code" id="code" hidden><span class="quiet">Code</span> <output id="digits"></output> <button id="copy" type="button">Copy</button></p>
<dl class="head">
<div><dt>From</dt><dd id="from"></dd></div>
<div><dt>To</dt><dd id="to"></dd></div>
<div><dt>Received</dt><dd><time id="created"></time></dd></div>
</dl>
<div class="tabs" role="group" aria-label="View">
<button id="show-html" type="button" aria-pressed="true">HTML</button>
<button id="show-text" type="button" aria-pressed="false">Text</button>
</div>
<iframe id="html" title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>
<pre id="text" tabindex="0" hidden></pre>
</article>
<p class="quiet pick" id="pick" hidden>Choose a mail to read it.</p>
</main>
<noscript><p>The mailbox needs JavaScript. Its mails are at <a href="/api/v1/messages">/api/v1/messages</a>.</p></noscript>
</body>
</html>
`;
