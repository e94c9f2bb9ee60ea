import type { MessageInitShape } from "@bufbuild/protobuf";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type {
  AddPasskeyRequest,
  AddPasskeyResponseSchema,
  CreatePasskeyOptionsResponseSchema,
  RemoveCredentialRequest,
  RenameCredentialRequest,
} from "@signet/proto/flow/v1/classic_account_service";
import { ClassicStep } from "@signet/proto/flow/v1/flow_events";
import { creationOptions, removeCredential as remove, storeCredential } from "../account/webauthn.ts";
import type { Subject } from "../engine/types.ts";
import { canDeletePasskey, canDeleteSecurityKey } from "../policy/profile.ts";
import { primaryEmail } from "../subject.ts";
import { challengeUnknown, keepChallenge, takeChallenge } from "./challenges.ts";
import { takeStep, tellStep } from "./steps.ts";
import { type ClassicVisit, demand, signedIn } from "./visit.ts";

/** Options for a further passkey of who is signed in. */
export async function createPasskeyOptions(
  anybody: ClassicVisit,
): Promise<MessageInitShape<typeof CreatePasskeyOptionsResponseSchema>> {
  demand(anybody.settings.passkey.enabled, "passkeys");
  const { visit, subject } = await signedIn(anybody);
  return takeStep(visit, ClassicStep.WEBAUTHN_REGISTRATION_INIT, async () => {
    const { user, credentials } = subject;
    const email = primaryEmail(user)?.address;
    const owner = { userId: user.userId, email, username: email ?? user.username?.username };
    if (owner.username === undefined) throw problem(Reason.USER_UNNAMED, "a passkey needs a name to be shown by");
    if (credentials.webauthnCredentials.length >= visit.settings.passkey.limit) throw limitReached();
    const { optionsJson, ceremony } = await creationOptions(visit, owner, { use: "passkey", excludeExisting: true });
    await keepChallenge(visit, "registration", ceremony);
    return { optionsJson };
  });
}

/** Stores a passkey of who is signed in. A challenge is good for one answer, right or wrong. */
export async function addPasskey(
  anybody: ClassicVisit,
  { responseJson }: AddPasskeyRequest,
): Promise<MessageInitShape<typeof AddPasskeyResponseSchema>> {
  demand(anybody.settings.passkey.enabled, "passkeys");
  const { visit, subject } = await signedIn(anybody);
  return takeStep(visit, ClassicStep.WEBAUTHN_REGISTRATION_FINAL, async () => {
    const { userId } = subject.user;
    const ceremony = await takeChallenge(visit, "registration", responseJson);
    if (ceremony.userId !== userId) throw challengeUnknown();
    const { limit } = visit.settings.passkey;
    const made = { responseJson, ceremony, use: "passkey", limit } as const;
    const { credentialId } = await storeCredential(visit, subject.user, made);
    return { userId, credentialId };
  });
}

/** Renames a passkey or a security key. */
export async function renameCredential(anybody: ClassicVisit, { credentialId, name }: RenameCredentialRequest) {
  demand(anybody.settings.passkey.enabled, "passkeys");
  const { visit, subject } = await signedIn(anybody);
  const { userId } = ownedBy(subject, credentialId);
  if (name === undefined) return {};
  await visit.leaves.webauthn.updateWebauthnCredential({ userId, credentialId, name }, visit.call());
  await tellStep(visit, ClassicStep.WEBAUTHN_CREDENTIAL_UPDATED);
  return {};
}

/** Removes a passkey or a security key where the rules of the profile let it go. */
export async function removeCredential(anybody: ClassicVisit, { credentialId }: RemoveCredentialRequest) {
  demand(anybody.settings.passkey.enabled, "passkeys");
  const { visit, subject } = await signedIn(anybody);
  const credential = ownedBy(subject, credentialId);
  const facts = { settings: visit.settings, ...subject };
  const mayGo = credential.mfaOnly ? canDeleteSecurityKey(facts) : canDeletePasskey(facts);
  if (!mayGo) throw problem(Reason.LAST_METHOD, "without this credential there would be no way in");
  await remove(visit, subject.user, credential);
  await tellStep(visit, ClassicStep.WEBAUTHN_CREDENTIAL_DELETED);
  return {};
}

function ownedBy({ credentials }: Subject, credentialId: string) {
  const credential = credentials.webauthnCredentials.find((owned) => owned.credentialId === credentialId);
  if (!credential) throw problem(Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND, "there is no such credential");
  return credential;
}

function limitReached() {
  return problem(Reason.WEBAUTHN_LIMIT_REACHED, "there are as many passkeys as there may be");
}
