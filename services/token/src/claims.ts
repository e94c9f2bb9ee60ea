import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { isUuid, problem, type SignedClaims } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type Session, toSeconds } from "./session.ts";

/** The primary address of the subject, in the token's own words. */
export interface EmailClaim {
  readonly address: string;
  readonly is_primary: boolean;
  readonly is_verified: boolean;
}

/** What the caller knows of the person who signs in. */
export interface Subject {
  readonly email?: EmailClaim;
  readonly username: string;
  readonly amr: readonly string[];
}

/** What a session token says. */
export interface Claims {
  readonly subject: string;
  readonly sessionId: string;
  readonly issueTime?: Date;
  readonly expireTime: Date;
  readonly audience: readonly string[];
  readonly issuer: string;
  readonly email?: EmailClaim;
  readonly username: string;
  readonly amr: readonly string[];
  /** Claims that are not ours. */
  readonly custom: JsonObject;
}

/** The claims of a session's token. Ours are set last, so no template can claim another subject. */
export function sessionClaims(
  session: Session,
  { email, username, amr }: Subject,
  settings: { readonly audience: readonly string[]; readonly issuer: string; readonly custom: JsonObject },
): SignedClaims {
  return {
    ...settings.custom,
    sub: session.userId,
    session_id: session.id,
    iat: toSeconds(session.createTime),
    exp: toSeconds(session.expireTime),
    aud: settings.audience,
    ...(settings.issuer && { iss: settings.issuer }),
    ...(email && { email }),
    ...(username && { username }),
    ...(amr.length > 0 && { amr }),
  };
}

/** Whether this is the time of a token (RFC 7519 section 4.1.4 to 4.1.6, without leeway). */
export function isInTime({ exp, iat, nbf }: SignedClaims, now: Date): boolean {
  const isPast = (seconds: unknown) => typeof seconds === "number" && seconds * 1000 <= now.getTime();
  const isUnsetOrPast = (seconds: unknown) => seconds === undefined || isPast(seconds);
  return typeof exp === "number" && !isPast(exp) && isUnsetOrPast(iat) && isUnsetOrPast(nbf);
}

/** Reads the claims of a token of ours. Fails when the ids are not ids. */
export function readClaims(claims: SignedClaims): Claims {
  const { sub, session_id, iat, exp, nbf: _, aud, iss, jti: __, email, username, amr, ...rest } = claims;
  if (typeof sub !== "string" || !isUuid(sub)) throw claimProblem("sub");
  if (typeof session_id !== "string" || !isUuid(session_id)) throw claimProblem("session_id");

  // A template may have put something else where we put nothing; then it is a claim like any other.
  const custom = { ...rest, ...others({ email, username, amr }) };
  return {
    subject: sub,
    sessionId: session_id,
    issueTime: typeof iat === "number" ? new Date(iat * 1000) : undefined,
    expireTime: new Date(Number(exp) * 1000),
    audience: typeof aud === "string" ? [aud] : isTexts(aud) ? aud : [],
    issuer: typeof iss === "string" ? iss : "",
    email: isEmail(email) ? email : undefined,
    username: typeof username === "string" ? username : "",
    amr: isTexts(amr) ? amr : [],
    // The claims were parsed from JSON, so their values are JSON.
    custom: custom as JsonObject,
  };
}

function claimProblem(claim: string) {
  return problem(Reason.TOKEN_CLAIMS_INVALID, `${claim} is not a UUID`, { claim });
}

function others({ email, username, amr }: SignedClaims): Record<string, unknown> {
  return {
    ...(email !== undefined && !isEmail(email) && { email }),
    ...(username !== undefined && typeof username !== "string" && { username }),
    ...(amr !== undefined && !isTexts(amr) && { amr }),
  };
}

function isEmail(value: unknown): value is EmailClaim {
  if (typeof value !== "object" || value === null) return false;
  const { address, is_primary, is_verified, ...more } = value as { readonly [name: string]: JsonValue };
  return (
    typeof address === "string" &&
    typeof is_primary === "boolean" &&
    typeof is_verified === "boolean" &&
    Object.keys(more).length === 0
  );
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
