import { credential } from "@signet/credential";
import { connect } from "@signet/db";
import { identity } from "@signet/identity";
import { uuidv4 } from "@signet/kit";
import { type TestUnits, testUnits } from "@signet/kit/test";
import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { SessionCause, TokenService } from "@signet/proto/token/v1/token_service";
import { createPasskey, totp } from "@signet/testkit";
import { token } from "@signet/token";
import { type MakePerson, newPerson, type Person, password, possessionsOf, secondEmail } from "./people.ts";

/** Under which the units of tests keep their secrets; a server needs the same to find people there. */
export const testSecret = "a key that only tests know";

/** Makes people straight in the units, over a database of servers: what their registration would have left there. */
export async function settling(databaseUrl: string): Promise<{ makePerson: MakePerson; stop(): Promise<void> }> {
  const db = await connect(databaseUrl);
  const units = await testUnits([identity, credential, token], { db });
  const { passwordHash } = await units.client(PasswordService).hashPassword({ password }, units.call);
  return {
    stop: () => db.close(),
    makePerson(kind) {
      // The units of tests have a clock that stands; these people live today.
      units.clock.advance(Date.now() - units.clock.now().getTime());
      const person = newPerson(kind);
      return possessionsOf(kind).size === 0 ? Promise.resolve(person) : settle(units, person, passwordHash);
    },
  };
}

async function settle(units: TestUnits, person: Person, passwordHash: string): Promise<Person> {
  const { client, call } = units;
  const has = possessionsOf(person.kind);
  const userId = uuidv4();
  const email2 = has.has("second email") ? secondEmail(person) : undefined;
  const addresses = [person.email, ...(email2 === undefined ? [] : [email2])];
  const emails = addresses.map((address, place) => ({
    emailId: uuidv4(),
    address,
    isVerified: true,
    isPrimary: place === 0,
  }));
  const { username } = person;
  await client(IdentityService).createUser({ userId, emails, username }, call);

  const passkey = has.has("passkey") ? await attest(units, userId, WebauthnUse.PASSKEY) : undefined;
  const securityKey = has.has("security key") ? await attest(units, userId, WebauthnUse.SECURITY_KEY) : undefined;
  const app = has.has("totp") ? await enrol(units, userId, person) : undefined;
  const withPassword = has.has("password");
  await client(CredentialService).createUserCredentials(
    {
      userId,
      webauthnCredentials: [passkey, securityKey].flatMap((made) => made?.credential ?? []),
      passwordHash: withPassword ? passwordHash : "",
      sealedTotpSecret: app?.sealedSecret,
      totpStep: app?.step,
    },
    call,
  );

  const session = await client(TokenService).issueSession(
    {
      sessionId: uuidv4(),
      userId,
      username,
      email: { address: person.email, isPrimary: true, isVerified: true },
      amr: ["otp", ...(withPassword ? ["pwd"] : []), ...(passkey ? ["passkey"] : [])],
      cause: SessionCause.FLOW,
    },
    call,
  );
  return {
    ...person,
    userId,
    email2,
    token: session.token,
    passkey: passkey?.key,
    securityKey: securityKey?.key,
    ...(app && { otpSecret: app.secret, totpStep: person.totpStep + 1 }),
  };
}

async function attest({ client, call }: TestUnits, userId: string, use: WebauthnUse) {
  const webauthn = client(WebauthnService);
  const { optionsJson, ceremony } = await webauthn.createRegistrationOptions({ userId, use }, call);
  const key = createPasskey();
  const responseJson = JSON.stringify(key.create(JSON.parse(optionsJson)));
  const { credential } = await webauthn.verifyRegistration({ responseJson, ceremony, use }, call);
  return { key, credential };
}

async function enrol({ client, call, clock }: TestUnits, userId: string, { email, totpStep }: Person) {
  const { secret } = await client(TotpService).createTotpSecret({ account: email }, call);
  const code = totp(secret, { at: clock.now(), offset: totpStep });
  const { sealedSecret, step } = await client(TotpService).verifyTotpEnrolment({ userId, secret, code }, call);
  return { secret, sealedSecret, step };
}
