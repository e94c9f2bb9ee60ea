import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { problem } from "@signet/kit";
import type {
  WebauthnCredential as WebauthnCredentialMessage,
  WebauthnCredentialSchema,
} from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textArgument, timeArgument, uuidArgument } from "../arguments.ts";
import type { WebauthnCredential } from "./credential.ts";
import { isPublicKey } from "./public-key.ts";

/** A credential as a message. */
export function webauthnCredentialToProto(
  credential: WebauthnCredential,
): MessageInitShape<typeof WebauthnCredentialSchema> {
  const { id, transports, userHandle = "", lastUsedTime, createTime, updateTime, ...same } = credential;
  return {
    ...same,
    credentialId: id,
    transports: [...transports],
    userHandle,
    lastUsedTime: lastUsedTime && timestampFromDate(lastUsedTime),
    createTime: timestampFromDate(createTime),
    updateTime: timestampFromDate(updateTime),
  };
}

/** A credential that the caller keeps since it was verified, read with as much care as if it came from outside. */
export function webauthnCredentialFrom(message: WebauthnCredentialMessage, now: Date): WebauthnCredential {
  const { credentialId, publicKey, userHandle, aaguid } = message;
  if (!isCredentialId(credentialId)) throw invalid("credential_id must be base64url of at most 1023 bytes");
  if (!isPublicKey(Buffer.from(publicKey, "base64url"))) throw invalid("public_key must be a COSE_Key in base64url");
  if (userHandle !== "" && !isBase64url(userHandle, 86))
    throw invalid("user_handle must be base64url of at most 64 bytes");
  const createTime = timeArgument(message.createTime) ?? now;
  return {
    id: credentialId,
    userId: uuidArgument("user_id", message.userId),
    name: textArgument("name", message.name, MAX_NAME),
    publicKey,
    attestationType: textArgument("attestation_type", message.attestationType || "none", 100),
    aaguid: aaguid === "" ? NO_AAGUID : uuidArgument("aaguid", aaguid),
    signCount: message.signCount,
    transports: message.transports.map((word) => textArgument("transports", word, 32)),
    backupEligible: message.backupEligible,
    backupState: message.backupState,
    mfaOnly: message.mfaOnly,
    userHandle: userHandle || undefined,
    lastUsedTime: timeArgument(message.lastUsedTime),
    createTime,
    updateTime: timeArgument(message.updateTime) ?? createTime,
  };
}

/** The longest name of a credential, in UTF-16 units: far above what any page shows. */
export const MAX_NAME = 10_000;
const NO_AAGUID = "00000000-0000-0000-0000-000000000000";

/** Whether a text can be a credential id: at most 1023 bytes (WebAuthn Level 3 section 7.1 step 25). */
export function isCredentialId(text: string): boolean {
  return isBase64url(text, 1_364);
}

/** Whether a text is the one way to write some bytes in base64url. */
function isBase64url(text: string, maxLength: number): boolean {
  const canonical = Buffer.from(text, "base64url").toString("base64url");
  return text !== "" && text.length <= maxLength && text === canonical;
}

function invalid(message: string) {
  return problem(Reason.ARGUMENT_INVALID, message);
}
