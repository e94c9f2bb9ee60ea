import { html } from "../html.ts";
import type { Page } from "../pages.ts";

/** Where people look after their account: addresses, passkeys, second factors, sessions. */
export const profilePage: Page = {
  path: "/profile",
  title: "Your profile",
  label: "Profile",
  script: "profile.js",
  async render({ nonce }) {
    return html`<div class="profile">
<h1>Your profile</h1>
<p class="lead">Everything on this page is the profile element. What it offers follows from the settings of your server.</p>
<section class="card" aria-label="Profile">
<div class="notice" id="notice" role="alert" hidden></div>
<p class="quiet" id="waiting">Asking the API who is signed in …</p>
<template id="element"><hanko-profile nonce="${nonce}"></hanko-profile></template>
<p class="again" id="again" hidden><a class="button" href="/profile">Begin again</a></p>
<noscript><p>The profile element needs JavaScript.</p></noscript>
</section>
</div>`;
  },
};
