import { create, fromJson } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { problem, rescue, uuidv7 } from "@signet/kit";
import {
  PasswordSchema,
  type UserCredentials,
  UserCredentialsSchema,
  WebauthnCredentialSchema,
} from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import { handedOver, startSession } from "./account/session.ts";
import type { FlowErrorCode } from "./engine/errors.ts";
import type { Subject, Turn } from "./engine/types.ts";
import { lastLoginOf, loginSucceeded } from "./login-events.ts";
import { amrOfLogin, amrOfRegistration } from "./policy/amr.ts";
import { trustsDevice, withToken } from "./policy/device-trust.ts";
import { packCredentials, packUser, subjectOf } from "./subject.ts";

/** On arrival in success (flow-api.md section 8.11). */
export async function succeed(turn: Turn): Promise<FlowErrorCode | undefined> {
  if (turn.flow.name === "registration") return succeedRegistration(turn);
  const subject = await subjectOf(turn);
  if (!subject) throw problem(Reason.USER_NOT_FOUND, "the user of a login is gone");
  turn.payload = { ...turn.payload, user: subject, lastLogin: lastLoginOf(turn) };
  issueSession(turn, subject, amrOfLogin(turn.data));
  if (trustsDevice(turn.settings, turn.data.deviceTrusted === true)) trustThisDevice(turn, subject.user.userId);
  loginSucceeded(turn, subject);
  return undefined;
}

/** What was free when the registration began may belong to somebody else by now: then it ends without an account. */
async function succeedRegistration(turn: Turn): Promise<FlowErrorCode | undefined> {
  const subject = await rescue(createUser(turn), {
    [Reason.EMAIL_TAKEN]: () => undefined,
    [Reason.USERNAME_TAKEN]: () => undefined,
    [Reason.WEBAUTHN_CREDENTIAL_TAKEN]: () => undefined,
  });
  if (!subject) return "operation_not_permitted_error";
  turn.payload = { ...turn.payload, user: subject };
  const webauthn = subject.credentials.webauthnCredentials;
  const created = {
    passkey: webauthn.some(({ mfaOnly }) => !mfaOnly),
    securityKey: webauthn.some(({ mfaOnly }) => mfaOnly),
  };
  issueSession(turn, subject, amrOfRegistration(turn.data, created));
  return undefined;
}

/** Creates what the registration collected, under the reserved ids: repeating it changes nothing. */
async function createUser(turn: Turn): Promise<Subject> {
  const { userId = "", email, emailId = "", username, verifiedEmail } = turn.data;
  const emails = email ? [{ emailId, address: email, isVerified: verifiedEmail === email, isPrimary: true }] : [];
  const collected = collectedCredentials(turn);
  const { user } = await turn.leaves.identity.createUser(
    { userId, emails, username, credentials: packCredentials(collected) },
    turn.call(),
  );
  if (!user) throw new Error("identity created a user without telling which");
  return { user, credentials: await storeCredentials(turn, collected, packUser(user)) };
}

/** What the new user will have, for those who hear of it. */
function collectedCredentials({ data, now }: Turn): UserCredentials {
  const { userId = "", newCredentials = [], newPasswordHash } = data;
  return create(UserCredentialsSchema, {
    userId,
    webauthnCredentials: newCredentials.map((json) => fromJson(WebauthnCredentialSchema, json)),
    password: newPasswordHash ? create(PasswordSchema, { passwordId: uuidv7(now) }) : undefined,
  });
}

async function storeCredentials(
  turn: Turn,
  { userId, webauthnCredentials }: UserCredentials,
  user: ReturnType<typeof packUser>,
): Promise<UserCredentials> {
  const { newPasswordHash: passwordHash, newTotp } = turn.data;
  if (webauthnCredentials.length === 0 && !passwordHash && !newTotp) return create(UserCredentialsSchema, { userId });
  const totpStep = BigInt(newTotp?.step ?? 0);
  const { credentials } = await turn.leaves.credentials.createUserCredentials(
    { userId, webauthnCredentials, passwordHash, sealedTotpSecret: newTotp?.sealedSecret, totpStep, user },
    turn.call(),
  );
  if (!credentials) throw new Error("credential stored credentials without telling which");
  return credentials;
}

/** Once the turn is saved, so that of parallel requests one gets a session (flow-api.md section 17.8). */
function issueSession(turn: Turn, { user }: Subject, amr: readonly string[]): void {
  const { settings, data } = turn;
  turn.afterSave.push(async () => {
    const { token, claims } = await startSession(turn, user, amr);
    turn.effects = { ...turn.effects, session: handedOver(settings, token, data.rememberMe === true) };
    turn.payload = { ...turn.payload, claims };
  });
}

/** Gives this device a token that stands for the second factor (flow-api.md section 8.6). */
function trustThisDevice(turn: Turn, userId: string): void {
  const { settings, client, leaves, now } = turn;
  turn.afterSave.push(async () => {
    const { token } = await leaves.devices.trustDevice({ userId, deviceId: uuidv7(now) }, turn.call());
    const { device_trust_max_users_per_device: limit, device_trust_duration: duration } = settings.mfa;
    turn.effects = {
      ...turn.effects,
      deviceTrust: withToken(client?.deviceTrust ?? "", { userId, token }, limit),
      deviceTrustMaxAge: durationFromMs(duration),
    };
  });
}
