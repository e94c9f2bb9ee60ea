import { uuidv4 } from "@signet/kit";
import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { createPasskey, type Passkey, totp } from "@signet/testkit";
import type { FlowWorld } from "../world.ts";

/** Somebody with an account, and everything only they have. */
export interface Person {
  readonly userId: string;
  readonly addresses: string[];
  username?: string;
  password?: string;
  readonly passkeys: Passkey[];
  readonly securityKeys: Passkey[];
  app?: AuthenticatorApp;
  /** Those that are left, and those that count no longer. */
  readonly recoveryCodes: string[];
  readonly usedCodes: string[];
}

/** An authenticator app; the clock stands still, so it counts the steps that it has shown. */
export interface AuthenticatorApp {
  readonly secret: string;
  /** The next code, undefined once the steps that the server takes are used up. */
  nextCode(): string | undefined;
}

/** What a person may have to begin with. */
export interface Possessions {
  readonly address?: "verified" | "unverified";
  readonly username?: true;
  readonly password?: true;
  readonly passkey?: true;
  readonly securityKey?: true;
  readonly app?: true;
  /** Beside the app. */
  readonly recoveryCodes?: true;
}

/** The kinds of people who come: everything that makes a difference to some rule. */
export const kinds: readonly Possessions[] = [
  { address: "verified" },
  { address: "unverified" },
  { address: "verified", password: true },
  { address: "verified", passkey: true },
  { address: "verified", password: true, passkey: true },
  { address: "verified", password: true, app: true },
  { address: "verified", password: true, app: true, recoveryCodes: true },
  { address: "verified", password: true, securityKey: true },
  { address: "verified", securityKey: true, app: true },
  { address: "verified", username: true, password: true, passkey: true, securityKey: true, app: true },
  { address: "unverified", password: true, app: true },
  { username: true, password: true },
  { username: true, passkey: true },
  { username: true, password: true, app: true },
  { username: true, address: "verified" },
  { passkey: true, securityKey: true },
];

export const PASSWORD = "correct horse battery";
/** bcrypt at its least cost, as an import brings it: signing in with it costs nothing. */
const PASSWORD_HASH = "$2b$04$Eq/MPY44osNhAKY1HcaDJ.QSOxVW37O61phKQF7x1tBeT1hQROib.";

/** Somebody without an account. */
export function nobody(): Person {
  return { userId: "", addresses: [], passkeys: [], securityKeys: [], recoveryCodes: [], usedCodes: [] };
}

/** Gives somebody an account. */
export async function settle(world: FlowWorld, name: string, has: Possessions): Promise<Person> {
  const { units } = world;
  const { call } = units;
  const userId = uuidv4();
  const person: Person = { ...nobody(), userId };
  if (has.address) person.addresses.push(`${name}@example.com`);
  if (has.username) person.username = name;
  const emails = person.addresses.map((address) => ({
    emailId: uuidv4(),
    address,
    isVerified: has.address === "verified",
    isPrimary: true,
  }));
  await units.client(IdentityService).createUser({ userId, emails, username: person.username }, call);

  if (has.password) {
    const credentials = units.client(CredentialService);
    await credentials.createUserCredentials({ userId, passwordHash: PASSWORD_HASH }, call);
    person.password = PASSWORD;
  }
  if (has.passkey) person.passkeys.push(await register(world, userId, WebauthnUse.PASSKEY));
  if (has.securityKey) person.securityKeys.push(await register(world, userId, WebauthnUse.SECURITY_KEY));
  if (has.app) person.app = await enrol(world, userId);
  if (has.recoveryCodes) {
    const totps = units.client(TotpService);
    // The second set replaces the first.
    person.usedCodes.push(...(await totps.createRecoveryCodes({ userId }, call)).codes);
    person.recoveryCodes.push(...(await totps.createRecoveryCodes({ userId }, call)).codes);
  }
  return person;
}

async function register({ units }: FlowWorld, userId: string, use: WebauthnUse): Promise<Passkey> {
  const webauthn = units.client(WebauthnService);
  const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId, use }, units.call);
  const key = createPasskey();
  const responseJson = JSON.stringify(key.create(JSON.parse(optionsJson)));
  await webauthn.verifyRegistration({ responseJson, ceremony, use, store: true }, units.call);
  return key;
}

async function enrol(world: FlowWorld, userId: string): Promise<AuthenticatorApp> {
  const client = world.units.client(TotpService);
  const { secret } = await client.createTotpSecret({ account: userId }, world.units.call);
  const app = authenticatorApp(world, secret);
  await client.verifyTotpEnrolment({ userId, secret, code: app.nextCode(), store: true }, world.units.call);
  return app;
}

/** An app that was shown a secret. */
export function authenticatorApp({ units }: FlowWorld, secret: string): AuthenticatorApp {
  let offset = -1;
  return {
    secret,
    nextCode() {
      if (offset > 1) return undefined;
      const code = totp(secret, { at: units.clock.now(), offset });
      offset += 1;
      return code;
    },
  };
}
