import { readAssertedData } from "./authenticator-data.ts";
import { assertInTime, type Ceremony } from "./ceremony.ts";
import { checkClientData } from "./client-data.ts";
import { type CredentialUse, userHandleOf, type WebauthnCredential } from "./credential.ts";
import type { RelyingParty } from "./policy.ts";
import { isSignedBy, type KeyReader } from "./public-key.ts";
import { refused } from "./refused.ts";
import type { AssertionAnswer } from "./response.ts";
import { sha256 } from "./sha256.ts";

/** What an assertion is measured against. */
export interface AssertionContext {
  readonly ceremony: Ceremony;
  readonly relyingParty: RelyingParty;
  /** The stored credential with the id that the answer names. */
  readonly credential: WebauthnCredential;
  readonly keyOf: KeyReader;
  readonly now: Date;
}

/**
 * Verifies an authentication assertion, in the steps of WebAuthn Level 3 section 7.2. Gives what changes of the
 * credential. Written here instead of taken from the library because it is the hottest path of all: see
 * docs/decisions/0005-assertions-and-attestations.md.
 */
export function verifyAssertion(answer: AssertionAnswer, context: AssertionContext): CredentialUse {
  const { ceremony, relyingParty, credential, keyOf, now } = context;
  const { response } = answer;
  assertInTime(ceremony, now);
  if (answer.type !== "public-key") throw refused("credential", "the credential is of another type");

  // Steps 5 and 6: the credential may answer, and belongs to whom it should.
  assertMayAnswer(credential, ceremony);
  assertOwner(credential, ceremony, response.userHandle || undefined);

  // Steps 8 to 13.
  const { challenge } = ceremony;
  checkClientData(response.clientDataJSON, { type: "webauthn.get", challenge, origins: relyingParty.origins });

  // Steps 14 to 18. That backup eligibility never changes is not demanded: imported credentials do not know theirs.
  const data = readAssertedData(response.authenticatorData);
  if (!sha256(relyingParty.id).equals(data.relyingPartyIdHash)) {
    throw refused("relying-party", "the credential was used for another relying party");
  }
  if (!data.userPresent) throw refused("user-presence", "nobody touched the authenticator");
  if (ceremony.userVerification === "required" && !data.userVerified) {
    throw refused("user-verification", "the authenticator did not verify its owner");
  }
  if (data.backupState && !data.backupEligible) {
    throw refused("backup-state", "a credential that cannot be backed up claims to be");
  }

  // Steps 19 to 21.
  const key = keyOf(credential.publicKey);
  if (!key) throw refused("public-key", "the stored public key is not usable");
  const signed = Buffer.concat([response.authenticatorData, sha256(response.clientDataJSON)]);
  if (!isSignedBy(key, signed, response.signature)) throw refused("signature", "the signature is wrong");

  // Step 22. Authenticators that sync their keys keep the counter at zero, which proves nothing either way.
  if (credential.signCount > 0 && data.signCount > 0 && data.signCount <= credential.signCount) {
    throw refused("counter", "the counter went backwards: the authenticator may have been cloned");
  }
  return { signCount: data.signCount, backupEligible: data.backupEligible, backupState: data.backupState };
}

function assertMayAnswer({ id }: WebauthnCredential, { allowedCredentialIds }: Ceremony): void {
  if (allowedCredentialIds.length > 0 && !allowedCredentialIds.includes(id)) {
    throw refused("credential", "the credential is not among those that may answer");
  }
}

/** A ceremony for a known user takes that user's credentials; in any other the handle has to say whose it is. */
function assertOwner(credential: WebauthnCredential, { userId }: Ceremony, handle: string | undefined): void {
  if (userId !== undefined && credential.userId !== userId) {
    throw refused("credential", "the credential belongs to somebody else");
  }
  if (userId === undefined && handle === undefined) {
    throw refused("user-handle", "a discoverable credential has to name its user");
  }
  if (handle !== undefined && handle !== userHandleOf(credential)) {
    throw refused("user-handle", "the credential names another user");
  }
}
