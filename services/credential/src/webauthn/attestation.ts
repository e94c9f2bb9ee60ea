import type { Logger } from "@signet/kit";
import type { VerifiedRegistrationResponse } from "@simplewebauthn/server";
import { isAndroidKeyStatement } from "./android-key.ts";
import { type AttestationLibrary, loadAttestationLibrary } from "./attestation-library.ts";
import { assertInTime, type Ceremony } from "./ceremony.ts";
import { checkClientData } from "./client-data.ts";
import type { Attested } from "./credential.ts";
import type { RelyingParty } from "./policy.ts";
import { algorithms, readPublicKey } from "./public-key.ts";
import { malformed, refused } from "./refused.ts";
import type { AttestationAnswer } from "./response.ts";
import { sha256 } from "./sha256.ts";

/** What an attestation is measured against. */
export interface AttestationContext {
  readonly ceremony: Ceremony;
  readonly relyingParty: RelyingParty;
  readonly now: Date;
  readonly log: Logger;
}

/** An attestation object in its parts, and the object that the library is to look at. */
interface Opened {
  readonly format: string;
  readonly flags: { readonly uv: boolean; readonly be: boolean; readonly bs: boolean };
  readonly forLibrary: Buffer;
}

/** What an attestation proves: the credential, and whether its owner was verified at this moment. */
export interface Attestation {
  readonly attested: Attested;
  readonly userVerified: boolean;
}

/** Verifies a new credential (WebAuthn Level 3 section 7.1). Who made the authenticator is recorded and not judged. */
export async function verifyAttestation(answer: AttestationAnswer, context: AttestationContext): Promise<Attestation> {
  const { ceremony, relyingParty, now } = context;
  const { clientDataJSON } = answer.response;
  assertInTime(ceremony, now);
  if (answer.type !== "public-key") throw refused("credential", "the credential is of another type");
  const { challenge } = ceremony;
  const client = checkClientData(clientDataJSON, { type: "webauthn.create", challenge, origins: relyingParty.origins });

  const library = await loadAttestationLibrary();
  const opened = open(library, answer);
  if (ceremony.userVerification === "required" && !opened.flags.uv) {
    throw refused("user-verification", "the authenticator did not verify its owner");
  }

  const { credential, aaguid } = await verify(library, { answer, opened, origin: client.origin, context });
  if (credential.id !== answer.id) throw refused("credential", "the credential has another id than it says");
  const publicKey = Buffer.from(credential.publicKey);
  // A statement of the format "none" is no signature, so nothing has used the key yet.
  if (!readPublicKey(publicKey)) throw refused("public-key", "the public key is not usable");
  const attested = {
    id: credential.id,
    publicKey: publicKey.toString("base64url"),
    attestationType: opened.format,
    aaguid,
    signCount: credential.counter,
    transports: answer.response.transports ?? answer.transports ?? [],
    backupEligible: opened.flags.be,
    backupState: opened.flags.bs,
  };
  return { attested, userVerified: opened.flags.uv };
}

/**
 * Android key statements are verified here and hidden from the library, which would take the last certificate of the
 * statement for a root and then fetch revocation lists from wherever the certificates say.
 */
function open(library: AttestationLibrary, answer: AttestationAnswer): Opened {
  const { clientDataJSON, attestationObject } = answer.response;
  const { attestation, format, authData, parsed } = decode(library, attestationObject);
  const { flags, credentialPublicKey } = parsed;
  if (format !== "android-key") return { format, flags, forLibrary: attestationObject };

  const clientDataHash = sha256(clientDataJSON);
  const publicKey = Buffer.from(credentialPublicKey ?? []);
  if (!isAndroidKeyStatement(attestation.get("attStmt"), { authData, clientDataHash, publicKey })) {
    throw refused("attestation", "the Android key statement does not fit the credential");
  }
  return { format, flags, forLibrary: library.withoutStatement(attestation) };
}

function decode(library: AttestationLibrary, bytes: Buffer) {
  try {
    const attestation = library.decode(new Uint8Array(bytes));
    const format = attestation.get("fmt");
    const authData = attestation.get("authData");
    return { attestation, format, authData: Buffer.from(authData), parsed: library.parse(new Uint8Array(authData)) };
  } catch {
    // Anything may be wrong with bytes from outside: no CBOR, no map, a member missing or cut off.
    throw malformed("the attestation object cannot be read");
  }
}

async function verify(
  library: AttestationLibrary,
  attempt: {
    readonly answer: AttestationAnswer;
    readonly opened: Opened;
    readonly origin: string;
    readonly context: AttestationContext;
  },
) {
  const { answer, opened, origin, context } = attempt;
  const { ceremony, relyingParty, log } = context;
  let result: VerifiedRegistrationResponse;
  try {
    result = await library.verifyRegistrationResponse({
      response: {
        id: answer.id,
        rawId: answer.rawId,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: answer.response.clientDataJSON.toString("base64url"),
          attestationObject: opened.forLibrary.toString("base64url"),
        },
      },
      expectedChallenge: ceremony.challenge,
      expectedOrigin: origin,
      expectedRPID: relyingParty.id,
      requireUserVerification: ceremony.userVerification === "required",
      supportedAlgorithmIDs: [...algorithms],
    });
  } catch (error) {
    log.debug({ err: error, format: opened.format }, "an attestation was refused");
    throw refused("attestation", "the attestation does not verify");
  }
  if (!result.verified) throw refused("attestation", "the attestation signature is wrong");
  return result.registrationInfo;
}
