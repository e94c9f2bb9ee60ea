import { problem, type Secrets, uuidv7 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textArgument } from "../arguments.ts";
import type { AssertionAnswer } from "../webauthn/response.ts";
import type { Proven } from "./answer.ts";
import type { Api } from "./ceremony.ts";
import type { RelyingPartyConfig } from "./config.ts";
import { macOf } from "./evidence.ts";
import type { Scope } from "./relying-party.ts";
import type { StoredTransaction } from "./transaction.ts";

/** In bytes: texts that people read, and in the passkey API data of programs (authentication-api.md sections 4 and 2.6). */
const LONGEST_TEXT: Readonly<Record<Api, number>> = { authentication: 4_096, typed: 4_096, passkeys: 65_536 };
const LONGEST_IDENTIFIER = 128;

/** A transaction that waits for its signature. */
export function newTransaction(
  { relyingPartyId }: Scope,
  asked: {
    readonly api: Api;
    readonly identifier: string;
    readonly text: string;
    readonly ownerId: string | undefined;
    readonly userId: string;
    readonly now: Date;
  },
): StoredTransaction {
  const { identifier, text, userId, ownerId = "", now } = asked;
  const longest = LONGEST_TEXT[asked.api];
  if (Buffer.byteLength(text) > longest) {
    throw problem(Reason.ARGUMENT_INVALID, `text must not be longer than ${longest} bytes`);
  }
  return {
    id: uuidv7(now),
    ...{ relyingPartyId, ownerId, userId, text: textArgument("text", text, longest) },
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
