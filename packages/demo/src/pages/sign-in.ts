import { html } from "../html.ts";
import { mailboxLink } from "../layout.ts";
import type { Page } from "../pages.ts";

/** Where people register and sign in. */
export const signInPage: Page = {
  path: "/",
  title: "Sign in",
  label: "Sign in",
  script: "sign-in.js",
  async render(view) {
    return html`<div class="sign-in">
<section class="welcome">
<h1>One element, and people can sign in</h1>
<p class="lead">This is an ordinary page. The box on it is the sign-in element, and behind the element is your own Signet.</p>
<ol class="steps">
<li><strong>An account.</strong> Create one with any e-mail address: the mail stays on this machine.</li>
<li><strong>A code.</strong> ${mailboxLink(view, "Your code is here") ?? "It arrives in your mailbox"}.</li>
<li><strong>A passkey,</strong> after a password if the settings ask for one. Next time, a finger, a face or a PIN is all it takes.</li>
</ol>
</section>
<section class="card" aria-label="Sign in or register">
<div class="notice" id="notice" role="alert" hidden></div>
<p class="quiet" id="waiting">Asking the API …</p>
<template id="element"><hanko-auth nonce="${view.nonce}"></hanko-auth></template>
<p class="again" id="again" hidden><a class="button" href="/">Begin again</a></p>
<noscript><p>The sign-in element needs JavaScript.</p></noscript>
</section>
</div>`;
  },
};
