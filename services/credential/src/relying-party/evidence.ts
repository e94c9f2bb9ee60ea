import type { Secrets } from "@signet/kit";
import { type AuthenticatorData, readAssertedData } from "../webauthn/authenticator-data.ts";
import { type ClientData, checkClientData } from "../webauthn/client-data.ts";
import { isSignedBy, readPublicKey } from "../webauthn/public-key.ts";
import { sha256 } from "../webauthn/sha256.ts";
import { isChallengeFor } from "./challenge.ts";
import type { Evidence, StoredTransaction } from "./transaction.ts";

/** One thing that was looked at. */
export interface EvidenceCheck {
  readonly name: string;
  readonly passed: boolean;
}

/** What came of looking at the evidence of a transaction. */
export interface Verdict {
  readonly checks: readonly EvidenceCheck[];
  /** What the browser and the authenticator said, as far as it can be read. */
  readonly client: ClientData | undefined;
  readonly data: AuthenticatorData | undefined;
}

/** What the MAC of a record is made for. */
const PURPOSE = "relying-party-transaction";

/**
 * The MAC of a signed record. The authenticator's signature covers the text; that it was this user, at this time, only
 * the record says, and this keeps it from being rewritten in the database.
 */
export function macOf(secrets: Secrets, transaction: StoredTransaction): string {
  return secrets.mac(PURPOSE, recordOf(transaction));
}

/** Verifies a signed transaction from what was stored with it, and from nothing else. */
export function verifyEvidence(transaction: StoredTransaction, secrets: Secrets): Verdict {
  const { evidence, identifier = "", text } = transaction;
  if (!evidence) return { checks: [{ name: "signed", passed: false }], client: undefined, data: undefined };

  const client = unlessThrown(() => clientOf(evidence));
  const data = unlessThrown(() => readAssertedData(bytesOf(evidence.authenticatorData)));
  const checks = [
    { name: "signed", passed: transaction.signTime !== undefined },
    { name: "record", passed: secrets.isMac(PURPOSE, recordOf(transaction), transaction.mac) },
    { name: "text", passed: isChallengeFor(evidence.challenge, identifier, text) },
    { name: "client-data", passed: client !== undefined },
    { name: "relying-party", passed: data?.relyingPartyIdHash.equals(sha256(evidence.rpId)) === true },
    { name: "user-presence", passed: data?.userPresent === true },
    { name: "signature", passed: isSigned(evidence) },
  ];
  return { checks, client, data };
}

/** Type, challenge and origin, as at the time of the signature. */
function clientOf({ clientDataJson, challenge, origins }: Evidence): ClientData {
  return checkClientData(bytesOf(clientDataJson), { type: "webauthn.get", challenge, origins });
}

function isSigned({ publicKey, authenticatorData, clientDataJson, signature }: Evidence): boolean {
  const key = readPublicKey(bytesOf(publicKey));
  const signed = Buffer.concat([bytesOf(authenticatorData), sha256(bytesOf(clientDataJson))]);
  return key !== undefined && isSignedBy(key, signed, bytesOf(signature));
}

/** Every member in a fixed order: a database may give back JSON in another. */
function recordOf(transaction: StoredTransaction): string {
  const { id, relyingPartyId, identifier = "", userId, text, credentialId, signTime, evidence } = transaction;
  return JSON.stringify([
    ...[relyingPartyId, id, identifier, userId, text, credentialId, signTime?.toISOString() ?? ""],
    ...[evidence?.rpId, evidence?.origins, evidence?.challenge, evidence?.publicKey],
    ...[evidence?.clientDataJson, evidence?.authenticatorData, evidence?.signature],
  ]);
}

function unlessThrown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, "base64url");
}
