import { decodeBase64url } from "../json/base64url.ts";
import type { JsonWebKeySet } from "./messages.ts";

/** What a token says. */
export interface PasskeyClaims {
  /** The `userId` that you chose. */
  readonly userId: string;
  /** The credential that was used. */
  readonly credentialId: string;
  /** Which transaction was confirmed; undefined for any other ceremony. */
  readonly transactionId: string | undefined;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** What a token is checked against. */
export interface TokenCheck {
  readonly jwks: JsonWebKeySet;
  /** The relying party's id: the host that passkeys are made for. */
  readonly audience: string;
  /** How old it may be, besides that it must not have expired. Default: 60. */
  readonly maxAgeSeconds?: number;
  /** Default: the present time. */
  readonly now?: Date;
}

/** Why a token does not count. */
export type TokenFault = "malformed" | "unknown-key" | "wrong-signature" | "wrong-audience" | "expired";

/** A token that does not count. */
export interface TokenError extends Error {
  readonly name: "TokenError";
  readonly fault: TokenFault;
}

const algorithms = {
  RS256: { kty: "RSA", import: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, verify: { name: "RSASSA-PKCS1-v1_5" } },
  ES256: { kty: "EC", import: { name: "ECDSA", namedCurve: "P-256" }, verify: { name: "ECDSA", hash: "SHA-256" } },
} as const;

/** Clocks of two machines differ by no more. */
const SKEW_SECONDS = 5;

/**
 * Reads a token that a ceremony ended with, once it is certain that the server signed it, for this relying party, a
 * moment ago. Rejects with a `TokenError` otherwise. It proves one ceremony: exchange it for a session of your own.
 *
 * @example
 * ```ts
 * const { token } = await passkeys.login.finalize(browser.get(await passkeys.login.initialize()));
 *
 * const claims = await verifyPasskeyToken(token, { jwks: await passkeys.jwks(), audience: "localhost" });
 * console.log(claims.userId); // ada-01
 * ```
 */
export async function verifyPasskeyToken(
  token: string,
  { jwks, audience, maxAgeSeconds = 60, now = new Date() }: TokenCheck,
): Promise<PasskeyClaims> {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  const { alg, kid } = decoded(header);
  if (rest.length > 0 || (alg !== "RS256" && alg !== "ES256")) throw tokenError("malformed");
  const algorithm = algorithms[alg];

  const jwk = jwks.keys.find((key) => key.kid === kid && key.kty === algorithm.kty);
  if (kid === undefined || !jwk) throw tokenError("unknown-key");
  // Of the key only what makes it a key: what it says of its use may differ between runtimes.
  const { kty, n, e, crv, x, y } = jwk;
  const key = await crypto.subtle.importKey("jwk", { kty, n, e, crv, x, y }, algorithm.import, false, ["verify"]);
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  if (!(await crypto.subtle.verify(algorithm.verify, key, bytesOf(signature), signed)))
    throw tokenError("wrong-signature");

  const { sub, cred, aud, iat, exp, trans } = decoded(payload);
  if (![aud].flat().includes(audience)) throw tokenError("wrong-audience");
  if (typeof sub !== "string" || typeof cred !== "string") throw tokenError("malformed");
  if (typeof iat !== "number" || typeof exp !== "number") throw tokenError("malformed");
  const seconds = now.getTime() / 1000;
  const isFresh = seconds < exp && seconds - iat <= maxAgeSeconds + SKEW_SECONDS && iat - seconds <= SKEW_SECONDS;
  if (!isFresh) throw tokenError("expired");

  return {
    userId: sub,
    credentialId: cred,
    transactionId: typeof trans === "string" ? trans : undefined,
    issuedAt: new Date(iat * 1000),
    expiresAt: new Date(exp * 1000),
  };
}

/**
 * Whether something that was thrown is about a token.
 *
 * @example
 * ```ts
 * const check = { jwks: await passkeys.jwks(), audience: "localhost" };
 * const claims = await verifyPasskeyToken("e30.e30.", check).catch((error) => {
 *   if (isTokenError(error)) return undefined; // not signed in
 *   throw error;
 * });
 * console.log(claims); // undefined
 * ```
 */
export function isTokenError(error: unknown): error is TokenError {
  return error instanceof Error && error.name === "TokenError" && "fault" in error;
}

function tokenError(fault: TokenFault, cause?: unknown): TokenError {
  return Object.assign(new Error(`the token does not count: ${fault}`, { cause }), {
    name: "TokenError" as const,
    fault,
  });
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytesOf(part)));
    if (typeof value === "object" && value !== null) return { ...value };
  } catch (cause) {
    throw tokenError("malformed", cause);
  }
  throw tokenError("malformed");
}

function bytesOf(part: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeBase64url(part);
  } catch (cause) {
    throw tokenError("malformed", cause);
  }
}
