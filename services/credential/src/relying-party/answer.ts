import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { verifyAssertion } from "../webauthn/assertion.ts";
import { challengeOf } from "../webauthn/client-data.ts";
import type { CredentialUse } from "../webauthn/credential.ts";
import type { KeyReader } from "../webauthn/public-key.ts";
import { refused } from "../webauthn/refused.ts";
import type { AssertionAnswer } from "../webauthn/response.ts";
import { asCeremony, assertKind, type Kind, unknownCeremony } from "./ceremony.ts";
import { isChallenge } from "./challenge.ts";
import type { RelyingPartyConfig } from "./config.ts";
import { asWebauthnCredential, type RelyingPartyCredential } from "./credential.ts";
import { handleOf, normalHandle, type Scope } from "./relying-party.ts";
import type { Taken } from "./statement.ts";
import type { CeremonyStore } from "./store-ceremony.ts";

/** An answer that proved what its ceremony asked for. */
export interface Proven extends Pick<Taken, "transaction" | "ceremony"> {
  /** As it was before. */
  readonly credential: RelyingPartyCredential;
  readonly use: CredentialUse;
}

/** Takes the ceremony that an answer is to: from here on it is used up, whatever comes of it. */
export async function takeFor(
  store: Pick<CeremonyStore, "take">,
  scope: Scope,
  { answer, kind }: { readonly answer: AssertionAnswer; readonly kind: Kind },
): Promise<Taken> {
  const challenge = challengeOf(answer.response.clientDataJSON);
  const taken = isChallenge(challenge) ? await store.take(scope, challenge, answer.id) : undefined;
  assertKind(taken?.ceremony, kind);
  if (!taken) throw unknownCeremony();
  return taken;
}

/** Verifies an answer (authentication-api.md section 1.6.4). */
export function prove(
  answer: AssertionAnswer,
  { ceremony, credential, transaction }: Taken,
  context: { readonly config: RelyingPartyConfig; readonly keyOf: KeyReader; readonly now: Date },
): Proven {
  const { config, keyOf, now } = context;
  if (!credential) throw problem(Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND, "there is no such credential");
  if (credential.mfa && !ceremony.mfa) {
    throw problem(Reason.WEBAUTHN_CREDENTIAL_MFA_ONLY, "a security key is a second factor only");
  }
  const told = normalHandle(answer.response.userHandle ?? undefined, credential.user);
  // Clients of the Authentication API may leave it out: there the credential alone says whose it is (section 1.5).
  const userHandle = told ?? (ceremony.api === "authentication" ? handleOf(credential.user) : undefined);
  const use = verifyAssertion(
    { ...answer, response: { ...answer.response, userHandle } },
    {
      ceremony: asCeremony(ceremony),
      relyingParty: { id: config.rpId, name: config.rpName, origins: config.origins },
      credential: asWebauthnCredential(credential),
      keyOf,
      now,
    },
  );
  // Stricter than for sign-in: a counter that was ever above zero never comes back there.
  if ((credential.signCount > 0 || use.signCount > 0) && use.signCount <= credential.signCount) {
    throw refused("counter", "the counter did not grow: the authenticator may have been cloned");
  }
  return { ceremony, credential, transaction, use };
}
