import { problem, type Secrets, uuidv7 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textArgument } from "../arguments.ts";
import type { AssertionAnswer } from "../webauthn/response.ts";
import type { Proven } from "./answer.ts";
import type { RelyingPartyConfig } from "./config.ts";
import { macOf } from "./evidence.ts";
import type { Scope } from "./relying-party.ts";
import type { StoredTransaction } from "./transaction.ts";

const LONGEST_TEXT_BYTES = 4_096;
const LONGEST_IDENTIFIER = 128;

/** A transaction that waits for its signature. */
export function newTransaction(
  { relyingPartyId }: Scope,
  asked: {
    readonly identifier: string;
    readonly text: string;
    readonly ownerId: string | undefined;
    readonly userId: string;
    readonly now: Date;
  },
): StoredTransaction {
  const { identifier, text, userId, ownerId = "", now } = asked;
  if (Buffer.byteLength(text) > LONGEST_TEXT_BYTES) {
    throw problem(Reason.ARGUMENT_INVALID, `text must not be longer than ${LONGEST_TEXT_BYTES} bytes`);
  }
  return {
    id: uuidv7(now),
    ...{ relyingPartyId, ownerId, userId, text: textArgument("text", text, LONGEST_TEXT_BYTES) },
    identifier: textArgument("identifier", identifier, LONGEST_IDENTIFIER) || undefined,
    ...{ signTime: undefined, credentialId: "", evidence: undefined, mac: "", createTime: now, updateTime: now },
  };
}

/** The transaction with everything that proves its signature later. */
export function signedBy(
  { response }: AssertionAnswer,
  signing: {
    readonly scope: Scope;
    readonly asked: StoredTransaction;
    readonly proven: Proven;
    readonly config: RelyingPartyConfig;
    readonly secrets: Secrets;
    readonly now: Date;
  },
): StoredTransaction {
  const { scope, asked, config, secrets, now } = signing;
  const { credential, ceremony } = signing.proven;
  const evidence = {
    rpId: config.rpId,
    origins: config.origins,
    challenge: ceremony.challenge,
    publicKey: credential.publicKey,
    clientDataJson: response.clientDataJSON.toString("base64url"),
    authenticatorData: response.authenticatorData.toString("base64url"),
    signature: response.signature.toString("base64url"),
  };
  const { user, id: credentialId } = credential;
  const { relyingPartyId } = scope;
  const whose = { relyingPartyId, ownerId: user.id, userId: user.userId, credentialId };
  const signed = { ...asked, ...whose, evidence, signTime: now, updateTime: now };
  return { ...signed, mac: macOf(secrets, signed) };
}
