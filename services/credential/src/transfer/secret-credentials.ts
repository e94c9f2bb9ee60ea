import { problem, type Secrets, uuidv7 } from "@signet/kit";
import type { SecretCredentials } from "@signet/proto/credential/v1/credential_transfer_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { timeArgument, uuidArgument } from "../arguments.ts";
import { isKnownHash } from "../password/imported-hashes.ts";
import { TOTP_PURPOSE, totpSecretFrom } from "../totp/totp.ts";
import type { Collected } from "../user-credentials/user-credentials.ts";
import type { WebauthnCredential } from "../webauthn/credential.ts";
import { webauthnCredentialFrom } from "../webauthn/proto.ts";

/** Everything that one user brings along, as it is stored. */
export interface ImportedCredentials extends Collected {
  readonly userId: string;
}

/** Far above what people have; keeps hostile input from keeping us busy. */
const MOST = 100;

/** Credentials as they were elsewhere, ready to be stored. What is not said is as of now; ids not said are fresh. */
export function importedCredentials(
  message: SecretCredentials,
  { secrets, now }: { readonly secrets: Secrets; readonly now: Date },
): ImportedCredentials {
  const userId = uuidArgument("user_id", message.userId);
  return {
    userId,
    webauthnCredentials: webauthnOf(message, userId, now),
    password: passwordOf(message, now),
    totp: totpOf(message, secrets, now),
  };
}

function webauthnOf({ webauthnCredentials }: SecretCredentials, userId: string, now: Date): WebauthnCredential[] {
  if (webauthnCredentials.length > MOST) throw invalid(`a user has at most ${MOST} WebAuthn credentials`);
  const credentials = webauthnCredentials.map((each) => webauthnCredentialFrom({ ...each, userId }, now));
  const ids = new Set(credentials.map(({ id }) => id));
  if (ids.size < credentials.length) throw invalid("a WebAuthn credential is there twice");
  for (const { id, mfaOnly, userHandle, transports } of credentials) {
    if (mfaOnly && userHandle !== undefined) throw invalid(`the security key ${id} cannot have a user handle`);
    if (new Set(transports).size < transports.length) throw invalid(`the transports of ${id} hold one twice`);
  }
  return credentials;
}

function passwordOf({ password }: SecretCredentials, now: Date): Collected["password"] {
  if (!password) return undefined;
  const { passwordId, hash } = password;
  if (!isKnownHash(hash)) {
    throw invalid("the password must be a hash of a known kind and of bearable costs (docs/migrating.md)");
  }
  const createTime = timeArgument(password.createTime) ?? now;
  return {
    id: passwordId === "" ? uuidv7(now) : uuidArgument("id of the password", passwordId),
    hash,
    createTime,
    updateTime: timeArgument(password.updateTime) ?? createTime,
  };
}

function totpOf({ totp }: SecretCredentials, secrets: Secrets, now: Date): Collected["totp"] {
  if (!totp) return undefined;
  if (totp.lastStep < 0n) throw invalid("the last step of the authenticator app cannot be negative");
  return {
    id: totp.totpId === "" ? uuidv7(now) : uuidArgument("id of the authenticator app", totp.totpId),
    sealedSecret: secrets.seal(TOTP_PURPOSE, totpSecretFrom(totp.secret)),
    lastStep: totp.lastStep,
    createTime: timeArgument(totp.createTime) ?? now,
  };
}

function invalid(message: string): Error {
  return problem(Reason.ARGUMENT_INVALID, message);
}
