import { html } from "../html.ts";
import type { Page } from "../pages.ts";
import { order } from "../payments/payments.ts";

/** Where a signed-in person confirms a payment with a passkey, and sees what that proves. */
export const paymentPage: Page = {
  path: "/payment",
  title: "Confirm a payment",
  label: "Payment",
  script: "payment.js",
  async render(_view, visitor) {
    if (!(await visitor.session())) return "sign-in";
    return html`<div class="narrow">
<div class="notice" id="notice" role="alert" hidden></div>
<section class="card">
<p class="eyebrow">Please confirm</p>
<h1 id="order">${order}</h1>
<p>Your passkey signs exactly these words. The demo's back end asks the Authentication API for a challenge that contains them, and hands it your answer.</p>
<p class="actions"><button class="primary" id="confirm" type="button">Confirm with a passkey</button></p>
</section>
<section class="card" id="evidence" aria-live="polite" hidden>
<p class="eyebrow" id="verdict"></p>
<dl class="facts">
<div><dt>What</dt><dd id="what"></dd></div>
<div><dt>Who</dt><dd><code id="who"></code></dd></div>
<div><dt>When</dt><dd id="when"></dd></div>
<div><dt>Where</dt><dd id="where"></dd></div>
<div><dt>With passkey</dt><dd><code id="with"></code></dd></div>
<div><dt>Checked</dt><dd id="checks"></dd></div>
</dl>
<p>The same, whenever somebody asks:</p>
<pre tabindex="0"><code>DEVELOPMENT=true npx signet transaction verify <span id="transaction"></span></code></pre>
</section>
<noscript><p>Passkeys need JavaScript.</p></noscript>
</div>`;
  },
};
