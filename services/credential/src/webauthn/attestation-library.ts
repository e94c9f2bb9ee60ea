import type { AttestationObject, ParsedAuthenticatorData } from "@simplewebauthn/server/helpers";

/** What is used of the library that verifies attestations. */
export interface AttestationLibrary {
  readonly verifyRegistrationResponse: typeof import("@simplewebauthn/server").verifyRegistrationResponse;
  decode(attestationObject: Uint8Array<ArrayBuffer>): AttestationObject;
  parse(authData: Uint8Array<ArrayBuffer>): ParsedAuthenticatorData;
  /** The same authenticator data in an attestation object of the format `none`. */
  withoutStatement(attestation: AttestationObject): Buffer;
}

/**
 * Loads the library when the first credential is registered: it takes 0.3 s, which no start has to spare.
 * Its own root certificates are taken out: who made an authenticator is recorded and not judged, and without a root it
 * does not fetch revocation lists from addresses that a certificate names.
 */
export async function loadAttestationLibrary(): Promise<AttestationLibrary> {
  const { SettingsService, verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { decodeAttestationObject, isoCBOR, parseAuthenticatorData } = await import("@simplewebauthn/server/helpers");
  for (const identifier of ["android-key", "android-safetynet", "apple"] as const) {
    SettingsService.setRootCertificates({ identifier, certificates: [] });
  }
  return {
    verifyRegistrationResponse,
    decode: decodeAttestationObject,
    parse: parseAuthenticatorData,
    withoutStatement(attestation) {
      const members = new Map<string, string | Map<string, string> | Uint8Array>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", attestation.get("authData")],
      ]);
      return Buffer.from(isoCBOR.encode(members));
    },
  };
}
