import { malformed } from "./refused.ts";

/** What an authenticator says of itself and of the moment (WebAuthn Level 3 section 6.1). */
export interface AuthenticatorData {
  readonly relyingPartyIdHash: Buffer;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backupState: boolean;
  readonly signCount: number;
}

const flag = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backupState: 0x10,
  attested: 0x40,
  extensions: 0x80,
} as const;

/** Hash, flags and counter; what follows depends on the flags. */
const FIXED_BYTES = 37;

/** Reads the part that all authenticator data begins with. */
export function readAuthenticatorData(bytes: Buffer): AuthenticatorData {
  if (bytes.length < FIXED_BYTES) throw malformed("the authenticator data is too short");
  const flags = bytes.readUInt8(32);
  return {
    relyingPartyIdHash: bytes.subarray(0, 32),
    userPresent: (flags & flag.userPresent) !== 0,
    userVerified: (flags & flag.userVerified) !== 0,
    backupEligible: (flags & flag.backupEligible) !== 0,
    backupState: (flags & flag.backupState) !== 0,
    signCount: bytes.readUInt32BE(33),
  };
}

/** Reads the authenticator data of an assertion, which introduces no credential. Its extensions are ignored. */
export function readAssertedData(bytes: Buffer): AuthenticatorData {
  const data = readAuthenticatorData(bytes);
  const flags = bytes.readUInt8(32);
  const hasExtensions = (flags & flag.extensions) !== 0;
  if ((flags & flag.attested) !== 0) throw malformed("an assertion introduces no credential");
  if (hasExtensions !== bytes.length > FIXED_BYTES) throw malformed("the authenticator data does not fit its flags");
  return data;
}
