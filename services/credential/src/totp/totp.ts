import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { Secret, TOTP } from "otpauth";

/** That a TOTP secret is set. */
export interface Totp {
  readonly id: string;
  readonly createTime: Date;
}

/** What authenticator apps take for granted (RFC 6238): anything else does not work in some of them. */
const PERIOD_SECONDS = 30;
const DIGITS = 6;
const SECRET_BYTES = 20;

/** What secrets are sealed for. */
export const TOTP_PURPOSE = "totp";

/** A fresh secret in Base32 without padding. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** A secret that comes back from a caller, in the spelling that is stored. */
export function totpSecretFrom(text: string): string {
  const secret = text.replace(/[\s=-]/g, "").toUpperCase();
  // 16 characters are 80 bits, the least that RFC 4226 leaves room for and that older apps made.
  if (!/^[A-Z2-7]{16,128}$/.test(secret)) throw problem(Reason.ARGUMENT_INVALID, "secret must be Base32");
  return secret;
}

/** The time step in which a code is right, one step of drift either way; undefined for a wrong code. */
export function stepOfCode(secret: string, code: string, now: Date): bigint | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const totp = new TOTP({
    secret: Secret.fromBase32(secret),
    algorithm: "SHA1",
    digits: DIGITS,
    period: PERIOD_SECONDS,
  });
  const timestamp = now.getTime();
  const delta = totp.validate({ token: code, timestamp, window: 1 });
  return delta === null ? undefined : BigInt(totp.counter({ timestamp }) + delta);
}

/** What the picture of a secret says to an authenticator app. */
export function otpauthUri(secret: string, { issuer, account }: { readonly issuer: string; readonly account: string }) {
  const label = `${encode(issuer)}:${encode(account)}`;
  const query = `algorithm=SHA1&digits=${DIGITS}&issuer=${encode(issuer)}&period=${PERIOD_SECONDS}&secret=${secret}`;
  return `otpauth://totp/${label}?${query}`;
}

/** Addresses stay readable: an at sign means nothing here. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%40", "@");
}
