import { randomBytes } from "node:crypto";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Ceremony as CeremonyMessage, CeremonySchema } from "@signet/proto/credential/v1/credential";
import type { UserVerification } from "./policy.ts";
import { refused } from "./refused.ts";

/** A challenge that waits for its answer, and what the answer has to fulfil. The caller keeps it and uses it once. */
export interface Ceremony {
  /** base64url. */
  readonly challenge: string;
  readonly userVerification: UserVerification;
  readonly expireTime: Date;
  /** The user the ceremony is bound to; undefined for a discoverable request. */
  readonly userId: string | undefined;
  /** The credentials that may answer; empty for any. */
  readonly allowedCredentialIds: readonly string[];
}

/** A ceremony with a fresh challenge. */
export function newCeremony(
  ceremony: Omit<Ceremony, "challenge" | "expireTime">,
  { timeoutMs, now }: { readonly timeoutMs: number; readonly now: Date },
): Ceremony {
  const challenge = randomBytes(32).toString("base64url");
  return { ...ceremony, challenge, expireTime: new Date(now.getTime() + timeoutMs) };
}

/** Whoever is late begins anew. */
export function assertInTime({ expireTime }: Ceremony, now: Date): void {
  if (expireTime <= now) throw refused("ceremony", "the ceremony has expired");
}

/** The ceremony as a caller handed it back. One that says nothing has expired and so verifies nothing. */
export function ceremonyFrom(message: CeremonyMessage | undefined): Ceremony {
  return {
    challenge: message?.challenge ?? "",
    // Strict unless the ceremony says otherwise in a word that is known.
    userVerification: isLenient(message?.userVerification) ? message.userVerification : "required",
    expireTime: message?.expireTime ? timestampDate(message.expireTime) : new Date(0),
    userId: message?.userId || undefined,
    allowedCredentialIds: message?.allowedCredentialIds ?? [],
  };
}

/** The ceremony as the caller keeps it. */
export function ceremonyToProto({ userId = "", ...ceremony }: Ceremony): MessageInitShape<typeof CeremonySchema> {
  const { expireTime, allowedCredentialIds } = ceremony;
  return {
    ...ceremony,
    userId,
    expireTime: timestampFromDate(expireTime),
    allowedCredentialIds: [...allowedCredentialIds],
  };
}

function isLenient(word: string | undefined): word is "preferred" | "discouraged" {
  return word === "preferred" || word === "discouraged";
}
