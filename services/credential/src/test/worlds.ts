import type { CallOptions, Client } from "@connectrpc/connect";
import { onBothDatabases as onDatabases } from "@signet/db/test";
import { metadataOf, reasonOf, uuidv4 } from "@signet/kit";
import { reasonFrom, type TestUnits, type TestUnitsOptions, testUnits } from "@signet/kit/test";
import { ApiKeyService } from "@signet/proto/credential/v1/api_key_service";
import { type WebauthnCredential, WebauthnUse } from "@signet/proto/credential/v1/credential";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { DeviceService } from "@signet/proto/credential/v1/device_service";
import { PasscodeService } from "@signet/proto/credential/v1/passcode_service";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { createPasskey, type Passkey, type PasskeyOptions, type Tampering } from "@signet/testkit";
import { credential } from "../index.ts";

export { reasonFrom };

/** The unit on one database, and what tests ask of it. */
export interface World {
  readonly units: TestUnits;
  readonly call: CallOptions;
  readonly credentials: Client<typeof CredentialService>;
  readonly webauthn: Client<typeof WebauthnService>;
  readonly passwords: Client<typeof PasswordService>;
  readonly passcodes: Client<typeof PasscodeService>;
  readonly totp: Client<typeof TotpService>;
  readonly devices: Client<typeof DeviceService>;
  readonly apiKeys: Client<typeof ApiKeyService>;
  /** Registers a passkey, or a security key, and stores it. */
  register(userId: string, options?: PasskeyOptions & { readonly use?: WebauthnUse }): Promise<Passkey>;
  /** Signs in with a discoverable passkey. */
  signIn(passkey: Passkey, tampering?: Tampering): ReturnType<Client<typeof WebauthnService>["verifyAuthentication"]>;
}

/** A world on PostgreSQL, or on the database in the options. */
export async function worldOf(options: TestUnitsOptions = {}): Promise<World> {
  const units = await testUnits([credential], options);
  const webauthn = units.client(WebauthnService);
  const { call } = units;
  return {
    units,
    call,
    webauthn,
    credentials: units.client(CredentialService),
    passwords: units.client(PasswordService),
    passcodes: units.client(PasscodeService),
    totp: units.client(TotpService),
    devices: units.client(DeviceService),
    apiKeys: units.client(ApiKeyService),

    async register(userId, { use = WebauthnUse.PASSKEY, ...rest } = {}) {
      const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId, use }, call);
      const passkey = createPasskey(rest);
      const responseJson = JSON.stringify(passkey.create(JSON.parse(optionsJson)));
      await webauthn.verifyRegistration({ responseJson, ceremony, use, store: true }, call);
      return passkey;
    },

    async signIn(passkey, tampering) {
      const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions({}, call);
      const responseJson = JSON.stringify(passkey.get(JSON.parse(optionsJson), tampering));
      return webauthn.verifyAuthentication({ responseJson, ceremony }, call);
    },
  };
}

/** Runs the same tests in a world on PostgreSQL and, where there is one, in a world on MySQL. */
export function onBothDatabases(name: string, tests: (world: World) => void): Promise<void> {
  return onDatabases(name, async (db) => tests(await worldOf({ db })));
}

/** The reason of a refused ceremony with the check that it did not pass. */
export async function checkFrom(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error) => metadataOf(error).check ?? Reason[reasonOf(error) ?? Reason.UNSPECIFIED],
  );
}

/** How often each outcome came of calls that run at once: "success" or a reason. */
export async function outcomes(calls: readonly Promise<unknown>[]): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const outcome of await Promise.all(calls.map(reasonFrom))) {
    const name = outcome ?? "success";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Those of the events that are about this user. */
export function about<T extends { readonly userId: string } | { readonly credential?: { readonly userId: string } }>(
  userId: string,
  events: readonly T[],
): readonly T[] {
  return events.filter((event) => ("userId" in event ? event.userId : event.credential?.userId) === userId);
}

/** A credential with some members changed. */
export function altered(
  credential: WebauthnCredential | undefined,
  change: Partial<WebauthnCredential>,
): WebauthnCredential {
  if (!credential) throw new Error("there is no credential to alter");
  return { ...credential, ...change };
}

/** As many as are wanted of something. */
export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** An id that nobody has yet. */
export const freshId = uuidv4;
