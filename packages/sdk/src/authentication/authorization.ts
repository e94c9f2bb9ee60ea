import { base64 } from "../json/base64url.ts";

/** An API key that signs, and the request to be signed. */
export interface SignedRequest {
  readonly apiKeyId: string;
  /** As it was issued. */
  readonly apiSecret: string;
  readonly method: string;
  /** Begins with a slash; without host and query. */
  readonly path: string;
  /** The bytes that will be sent; nothing for a request without a body. */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** When it is signed. Default: now. */
  readonly time?: Date;
  /** Different for every request. Default: a random UUID. */
  readonly nonce?: string;
}

/**
 * The `Authorization` header of a signed request, for programs that send their requests by other means than this SDK.
 * The server takes it once, and only for the next five minutes.
 *
 * @example
 * ```ts
 * const body = JSON.stringify({ user: { id: "ada-01" } });
 * const path = "/v1/webauthn/authentication/initialize";
 * const authorization = await hmacAuthorization({ apiKeyId, apiSecret, method: "POST", path, body });
 * const response = await fetch(`${apiUrl}${path}`, { method: "POST", headers: { authorization }, body });
 * console.log(response.status); // 200
 * ```
 */
export async function hmacAuthorization(request: SignedRequest): Promise<string> {
  return signedBy(await hmacKey(request.apiSecret), request);
}

/** The platform's own, by whichever name its types know it. */
export type HmacKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** The same with a key that was made before. */
export async function signedBy(key: HmacKey, request: Omit<SignedRequest, "apiSecret">): Promise<string> {
  const { apiKeyId, method, path, body = "", time: date = new Date(), nonce = crypto.randomUUID() } = request;
  const bytes = typeof body === "string" ? utf8(body) : body;
  const time = String(Math.floor(date.getTime() / 1000));
  const parts = [apiKeyId, time, method.toUpperCase(), path, nonce];
  if (bytes.length > 0) parts.push(hex(await crypto.subtle.digest("SHA-256", bytes)));
  const signature = hex(await crypto.subtle.sign("HMAC", key, utf8(parts.join(":"))));
  return `hanko ${base64(utf8(JSON.stringify({ apiKeyId, time, nonce, signature })))}`;
}

/** The key that an API secret is: its text, not what the text might be the base64 of. */
export function hmacKey(apiSecret: string): Promise<HmacKey> {
  return crypto.subtle.importKey("raw", utf8(apiSecret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
