import type { TenantSettings } from "@signet/config";
import { type SigningKeys, withDeadline } from "@signet/kit";
import type { Delivery } from "./delivery.ts";

/** Makes one call: resolves when the receiver took it, rejects with the reason when it did not. */
export type Call = (delivery: Delivery, data: unknown, signal: AbortSignal) => Promise<void>;

const TIMEOUT_MS = 10_000;
const TOKEN_LIFETIME_S = 300;

/**
 * Calls over HTTP with a signed token (admin-rest.md section 14.2). fetch follows redirects to http and https alone. Where
 * a callback leads is the operator's word: addresses inside the network are called like any other.
 */
export function createCall(options: {
  readonly keys: SigningKeys;
  readonly settings: (tenantId: string) => TenantSettings;
  readonly now: () => Date;
}): Call {
  const { keys, settings, now } = options;
  return async ({ tenantId, callback, event }, data, signal) => {
    const { session, webauthn } = settings(tenantId);
    const issuedAt = Math.floor(now().getTime() / 1000);
    const token = await keys.sign(tenantId, {
      sub: "hanko webhooks",
      iat: issuedAt,
      exp: issuedAt + TOKEN_LIFETIME_S,
      aud: session.audience.length > 0 ? session.audience : [webauthn.relying_party.id],
      evt: event,
      data,
    });
    const { url, authorization } = addressOf(callback);
    const request = {
      method: "POST",
      headers: { "content-type": "application/json", ...authorization },
      body: JSON.stringify({ token, event }),
    };
    await withDeadline(TIMEOUT_MS, signal, async (deadline) => {
      const response = await fetch(url, { ...request, signal: deadline });
      // Nobody reads what it says: the connection is let go before it could send without end.
      await response.body?.cancel();
      if (response.status >= 400) throw new Error(`the receiver answered ${response.status}`);
    });
  };
}

/** Name and password of a URL go into a header (RFC 7617): fetch refuses them where they stand. */
function addressOf(callback: string) {
  const url = new URL(callback);
  const { username, password } = url;
  if (username === "" && password === "") return { url };
  url.username = "";
  url.password = "";
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url, authorization: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } };
}
