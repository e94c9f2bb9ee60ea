import { type Listed, userHandleFor } from "./credential.ts";
import type { Policy, RelyingParty } from "./policy.ts";
import { algorithms } from "./public-key.ts";

/** PublicKeyCredentialUserEntity, with the user id in place of the handle made of it. */
export interface UserEntity {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
}

/** PublicKeyCredentialCreationOptionsJSON, wrapped as clients expect it. */
export function creationOptions(ask: {
  readonly relyingParty: RelyingParty;
  readonly policy: Policy;
  readonly challenge: string;
  readonly user: UserEntity;
  readonly exclude: readonly Listed[];
}) {
  const { relyingParty, policy, challenge, user, exclude } = ask;
  return {
    publicKey: {
      rp: { id: relyingParty.id, name: relyingParty.name },
      user: { id: userHandleFor(user.id), name: user.name, displayName: user.displayName },
      challenge,
      pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
      timeout: policy.timeouts.registration,
      ...(exclude.length > 0 && { excludeCredentials: exclude.map(descriptor) }),
      authenticatorSelection: {
        ...(policy.attachment && { authenticatorAttachment: policy.attachment }),
        requireResidentKey: policy.discoverable,
        residentKey: policy.discoverable ? "required" : "discouraged",
        userVerification: policy.userVerification,
      },
      attestation: policy.attestation,
    },
  };
}

/** PublicKeyCredentialRequestOptionsJSON, wrapped as clients expect it; without `allow` any credential may answer. */
export function requestOptions(ask: {
  readonly relyingParty: RelyingParty;
  readonly policy: Policy;
  readonly challenge: string;
  readonly allow: readonly Listed[];
}) {
  const { relyingParty, policy, challenge, allow } = ask;
  return {
    publicKey: {
      challenge,
      timeout: policy.timeouts.login,
      rpId: relyingParty.id,
      ...(allow.length > 0 && { allowCredentials: allow.map(descriptor) }),
      userVerification: policy.userVerification,
    },
  };
}

/** PublicKeyCredentialDescriptorJSON; browsers want no empty list of transports. */
function descriptor({ id, transports }: Listed) {
  return { type: "public-key", id, ...(transports.length > 0 && { transports }) };
}
