import { checkedBaseUrl, type HttpOptions, type Signable, segment } from "../http/transport.ts";
import { type HmacKey, hmacKey, signedBy } from "./authorization.ts";

/** Where the Authentication API is, and how to prove who is calling. */
export interface AuthenticationOptions extends HttpOptions {
  /** Without a version; a slash at its end makes no difference. */
  readonly apiUrl: string;
  /** Keep it out of browsers. */
  readonly apiSecret: string;
  /** With it requests are signed and the secret stays here; without it the secret is sent with each request. */
  readonly apiKeyId?: string;
  /** Default: `v1`. */
  readonly apiVersion?: string;
}

/** The URL that paths are appended to, and what they begin with; throws a `TypeError` for options that cannot be meant. */
export function checkedOptions({ apiUrl, apiSecret, apiKeyId, apiVersion = "v1" }: AuthenticationOptions) {
  if (!apiSecret) throw new TypeError("apiSecret must not be empty");
  if (!apiKeyId && !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(apiSecret)) {
    throw new TypeError("apiSecret must be printable ASCII to be sent: with an apiKeyId it signs instead");
  }
  return { baseUrl: checkedBaseUrl("apiUrl", apiUrl), root: `/${segment("apiVersion", apiVersion)}/webauthn` };
}

/**
 * Makes the `Authorization` header. The path that is signed begins at the version: a server that is mounted below some
 * path knows its own prefix, and one behind a proxy that removes it does not.
 */
export function prover({ apiSecret, apiKeyId }: AuthenticationOptions) {
  if (!apiKeyId) return async () => ({ authorization: `secret ${apiSecret}` });
  let key: Promise<HmacKey> | undefined;
  return async (request: Signable) => {
    key ??= hmacKey(apiSecret);
    return { authorization: await signedBy(await key, { ...request, apiKeyId }) };
  };
}
