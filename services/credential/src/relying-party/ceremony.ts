import { randomBytes } from "node:crypto";
import { problem } from "@signet/kit";
import { RelyingPartyApi } from "@signet/proto/credential/v1/relying_party";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Ceremony } from "../webauthn/ceremony.ts";
import { challengeWith } from "./challenge.ts";
import type { Attachment, Terms } from "./terms.ts";

/** The API in which a ceremony began, and in which alone it ends. */
export type Api = "typed" | "authentication" | "passkeys";

/** What a ceremony is for. */
export type Operation = "registration" | "authentication" | "transaction";

/** A ceremony is answered where it began, for what it began. */
export interface Kind {
  readonly api: Api;
  readonly operation: Operation;
  /** As a second factor. */
  readonly mfa: boolean;
}

/** A challenge that waits in the database for its answer. */
export interface StoredCeremony extends Kind, Omit<Ceremony, "userId"> {
  /** Id of the user's row; undefined for a discoverable request. */
  readonly ownerId: string | undefined;
  readonly attachment: Attachment;
  readonly discoverable: boolean;
  readonly transactionId: string | undefined;
  readonly createTime: Date;
}

const CHALLENGE_BYTES = 32;

/** A ceremony with a fresh challenge, which ends with the hash of what is to be signed, if anything is. */
export function newStoredCeremony(
  kind: Kind,
  ask: {
    readonly terms: Terms;
    readonly ownerId: string | undefined;
    readonly allowed: readonly string[];
    readonly signed?: { readonly transactionId: string; readonly identifier: string; readonly text: string };
    readonly now: Date;
  },
): StoredCeremony {
  const { terms, ownerId, allowed, signed, now } = ask;
  return {
    ...kind,
    challenge: challengeWith(randomBytes(CHALLENGE_BYTES), signed?.identifier ?? "", signed?.text ?? ""),
    ownerId,
    userVerification: terms.userVerification,
    attachment: terms.attachment,
    discoverable: terms.residentKey === "required",
    allowedCredentialIds: allowed,
    transactionId: signed?.transactionId,
    expireTime: new Date(now.getTime() + terms.timeoutMs),
    createTime: now,
  };
}

/** The ceremony as the verification of answers knows ceremonies. */
export function asCeremony({ ownerId, ...ceremony }: StoredCeremony): Ceremony {
  return { ...ceremony, userId: ownerId };
}

/** A ceremony of another kind is as good as none: what was begun as a second factor never becomes a first one. */
export function assertKind(found: Kind | undefined, wanted: Kind): void {
  const isSame = found?.api === wanted.api && found.operation === wanted.operation && found.mfa === wanted.mfa;
  if (!isSame) throw unknownCeremony();
}

/** The refusal of an answer to a challenge that nobody waits for. */
export function unknownCeremony() {
  return problem(Reason.RELYING_PARTY_CEREMONY_UNKNOWN, "no open ceremony of this kind has this challenge");
}

/** The API that a message names. */
export function apiFrom(api: RelyingPartyApi): Api {
  if (api === RelyingPartyApi.AUTHENTICATION) return "authentication";
  return api === RelyingPartyApi.PASSKEYS ? "passkeys" : "typed";
}
