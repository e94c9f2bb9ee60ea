import { html } from "../html.ts";
import type { Page } from "../pages.ts";

/** The page behind the sign-in: everything on it is asked for by the browser. */
export const accountPage: Page = {
  path: "/account",
  title: "Your account",
  label: "Account",
  script: "account.js",
  async render() {
    return html`<div class="narrow">
<div class="notice" id="notice" role="alert" hidden></div>
<p class="quiet" id="waiting">Asking the API who is signed in …</p>
<section class="card" id="account" hidden>
<p class="eyebrow">Signed in as</p>
<h1 id="name"></h1>
<dl class="facts">
<div><dt>Signed in with</dt><dd id="methods"></dd></div>
<div><dt>Session ends</dt><dd><span class="count" id="countdown" role="timer" aria-live="off"></span><time class="quiet" id="ends"></time></dd></div>
<div><dt>User id</dt><dd><code id="user-id"></code></dd></div>
</dl>
<details><summary>All claims of the session</summary><pre id="claims" tabindex="0"></pre></details>
<p class="actions"><button class="primary" id="logout" type="button">Log out</button>
<a class="button" href="/back-end">What a back end sees</a></p>
</section>
</div>`;
  },
};
