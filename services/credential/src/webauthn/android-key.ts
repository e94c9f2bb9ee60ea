import { X509Certificate } from "node:crypto";
import { type Der, readDer } from "./der.ts";
import { isSignedBy, readPublicKey } from "./public-key.ts";

/** Extension of attestation certificates that describes the key, 1.3.6.1.4.1.11129.2.1.17. */
const KEY_DESCRIPTION = "2b06010401d679020111";
/** [600] allApplications of an AuthorizationList: a key for every app is not scoped to a relying party. */
const ALL_APPLICATIONS = "bf8458";
const EXTENSIONS = "a3";

/** What the statement has to be about. */
interface Subject {
  readonly authData: Buffer;
  readonly clientDataHash: Buffer;
  /** COSE_Key of the new credential. */
  readonly publicKey: Buffer;
}

/**
 * Whether an Android key attestation statement is about this credential (WebAuthn Level 3 section 8.4). The chain of
 * certificates is not followed: without a root to end at it would prove nothing.
 */
export function isAndroidKeyStatement(statement: unknown, subject: Subject): boolean {
  const { authData, clientDataHash, publicKey } = subject;
  if (!(statement instanceof Map)) return false;
  const [signature, chain] = [statement.get("sig"), statement.get("x5c")];
  const leaf = Array.isArray(chain) ? chain[0] : undefined;
  if (!(signature instanceof Uint8Array) || !(leaf instanceof Uint8Array)) return false;

  const key = readPublicKey(publicKey);
  const certificate = Buffer.from(leaf);
  if (!key || !keyOf(certificate)?.equals(key.key)) return false;
  if (!isSignedBy(key, Buffer.concat([authData, clientDataHash]), Buffer.from(signature))) return false;

  const description = keyDescription(certificate);
  // KeyDescription: the fifth member is the challenge, the last two are what software and hardware enforce.
  const [challenge, , softwareEnforced, hardwareEnforced] = description.slice(4);
  if (!challenge?.content.equals(clientDataHash) || !softwareEnforced || !hardwareEnforced) return false;
  return ![softwareEnforced, hardwareEnforced].some(isForAllApplications);
}

function keyOf(certificate: Buffer) {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch {
    return undefined; // Not a certificate.
  }
}

/** The members of the KeyDescription in a certificate; empty when it has none. */
function keyDescription(certificate: Buffer): readonly Der[] {
  const [outer] = readDer(certificate) ?? [];
  const [tbs] = inside(outer);
  const [extensions] = inside(inside(tbs).find(({ identifier }) => identifier === EXTENSIONS));
  const extension = inside(extensions).find((each) => inside(each)[0]?.content.toString("hex") === KEY_DESCRIPTION);
  const [value] = readDer(inside(extension).at(-1)?.content ?? Buffer.alloc(0)) ?? [];
  return inside(value);
}

function isForAllApplications(authorizations: Der): boolean {
  return inside(authorizations).some(({ identifier }) => identifier === ALL_APPLICATIONS);
}

function inside(value: Der | undefined): readonly Der[] {
  return (value && readDer(value.content)) ?? [];
}
