import { algorithms } from "../webauthn/public-key.ts";
import type { StoredCeremony } from "./ceremony.ts";
import type { RelyingPartyConfig } from "./config.ts";
import { handleOf, type RelyingPartyUser } from "./relying-party.ts";
import type { Terms } from "./terms.ts";

/** PublicKeyCredentialCreationOptionsJSON, wrapped as clients expect it. */
export function creationOptionsFor(ask: {
  readonly config: RelyingPartyConfig;
  readonly terms: Terms;
  readonly challenge: string;
  readonly user: RelyingPartyUser;
  readonly exclude: readonly string[];
}) {
  const { config, terms, challenge, user, exclude } = ask;
  return {
    publicKey: {
      rp: { id: config.rpId, name: config.rpName, ...(config.icon && { icon: config.icon }) },
      user: {
        id: handleOf(user),
        name: user.name,
        displayName: user.displayName,
        ...(user.icon && { icon: user.icon }),
      },
      challenge,
      pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
      timeout: terms.timeoutMs,
      ...(exclude.length > 0 && { excludeCredentials: exclude.map(descriptor) }),
      authenticatorSelection: {
        ...(terms.attachment && { authenticatorAttachment: terms.attachment }),
        requireResidentKey: terms.residentKey === "required",
        ...(terms.namesResidentKey && { residentKey: terms.residentKey }),
        userVerification: terms.userVerification,
      },
      attestation: terms.attestation,
    },
  };
}

/** PublicKeyCredentialRequestOptionsJSON, wrapped as clients expect it; without a list any credential may answer. */
export function requestOptionsFor(
  { rpId }: RelyingPartyConfig,
  terms: Terms,
  { challenge, allowedCredentialIds: allow, userVerification }: StoredCeremony,
) {
  return {
    publicKey: {
      challenge,
      timeout: terms.timeoutMs,
      rpId,
      ...(allow.length > 0 && { allowCredentials: allow.map(descriptor) }),
      userVerification,
    },
  };
}

/** Without transports: clients of the first generation know only some of them, and refuse the others. */
function descriptor(id: string) {
  return { type: "public-key", id };
}
