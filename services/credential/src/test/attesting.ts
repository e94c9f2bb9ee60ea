import { createHash, randomBytes } from "node:crypto";
import type { VerifyRegistrationResponse } from "@signet/proto/credential/v1/webauthn_service";
import { type Cbor, cbor } from "./cbor.ts";
import { freshId, type World } from "./worlds.ts";

/** What an authenticator says in an attestation, given what it has to sign. */
export type Attest = (given: Given) => readonly [format: string, statement: Cbor];

/** What an attestation is made of. */
export interface Given {
  readonly clientDataHash: Buffer;
  /** Authenticator data and client data hash, which signatures cover. */
  readonly signed: Buffer;
}

/** What is in the authenticator data besides the usual. */
export interface AuthData {
  /** COSE_Key of the new credential. */
  readonly cose: Buffer;
  readonly flags?: number;
  readonly trailing?: Buffer;
}

/** Registers with attestations that a test makes, down to the last byte. */
export interface Attesting {
  register(attest: Attest, authData: AuthData): Promise<VerifyRegistrationResponse>;
  /** Sends these bytes for an attestation object. */
  send(attestationObject: (client: Buffer) => Buffer): Promise<VerifyRegistrationResponse>;
}

/** Attestations for a world. */
export function attestingIn({ webauthn, call }: World): Attesting {
  const id = randomBytes(16);

  async function send(attestationObject: (client: Buffer) => Buffer) {
    const { ceremony } = await webauthn.createRegistrationOptions({ userId: freshId() }, call);
    const client = { type: "webauthn.create", challenge: ceremony?.challenge, origin: "http://localhost:8888" };
    const clientDataJSON = Buffer.from(JSON.stringify(client));
    const response = {
      clientDataJSON: base64url(clientDataJSON),
      attestationObject: base64url(attestationObject(clientDataJSON)),
    };
    const responseJson = JSON.stringify({ id: base64url(id), rawId: base64url(id), type: "public-key", response });
    return webauthn.verifyRegistration({ responseJson, ceremony }, call);
  }

  return {
    send,
    register: (attest, { cose, flags = 0x41, trailing = Buffer.alloc(0) }) =>
      send((client) => {
        const header = Buffer.concat([sha256("localhost"), Buffer.from([flags]), Buffer.alloc(4)]);
        const authData = Buffer.concat([header, Buffer.alloc(16), Buffer.from([0, id.length]), id, cose, trailing]);
        const clientDataHash = sha256(client);
        const [fmt, attStmt] = attest({ clientDataHash, signed: Buffer.concat([authData, clientDataHash]) });
        return cbor({ fmt, attStmt, authData });
      }),
  };
}

/** Bytes as texts carry them. */
export function base64url(bytes: Buffer): string {
  return bytes.toString("base64url");
}

function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}
