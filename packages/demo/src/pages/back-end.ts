import { html } from "../html.ts";
import type { Page } from "../pages.ts";

/** A page that the server renders only after it has asked the API whose session the cookie is. */
export const backEndPage: Page = {
  path: "/back-end",
  title: "What a back end sees",
  label: "Back end",
  async render({ apiUrl, cookieName }, visitor) {
    const session = await visitor.session();
    if (!session) return "sign-in";
    const { userId, email, username, methods, expirationTime } = session;
    return html`<div class="narrow">
<section class="card">
<p class="eyebrow">Checked on the server</p>
<h1>${email ?? username ?? "A signed-in person"}</h1>
<p>No script ran in your browser. The demo's server passed your cookie to the API and wrote this page from its answer:</p>
<dl class="facts">
<div><dt>User id</dt><dd><code>${userId}</code></dd></div>
<div><dt>Signed in with</dt><dd>${methods.join(", ") || "unknown"}</dd></div>
<div><dt>Session ends</dt><dd><time datetime="${expirationTime}">${expirationTime}</time></dd></div>
</dl>
<p>The same in your own back end:</p>
<pre tabindex="0"><code>const answer = await fetch("${apiUrl}/sessions/validate", {
  headers: { cookie: \`${cookieName}=\${token}\` },
});
const { is_valid, user_id } = await answer.json();</code></pre>
</section>
</div>`;
  },
};
