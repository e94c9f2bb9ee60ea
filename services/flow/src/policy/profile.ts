import type { TenantSettings } from "@signet/config";
import type { UserCredentials } from "@signet/proto/credential/v1/credential";
import type { Email, User } from "@signet/proto/identity/v1/user";

/** What the rules of the profile look at (flow-api.md section 13.1). */
export interface ProfileFacts {
  readonly settings: TenantSettings;
  readonly user: User;
  readonly credentials: UserCredentials;
}

/** How a user can sign in, by the contract's abbreviations. */
export interface Methods {
  /** #W and #SK. */
  readonly webauthnCount: number;
  readonly securityKeyCount: number;
  readonly passkeyCount: number;
  /** PKL */
  readonly byPasskey: boolean;
  /** PWL */
  readonly byPassword: boolean;
  /** PCL */
  readonly byPasscode: boolean;
  /** unL and emL: what they can be named by. */
  readonly namedByUsername: boolean;
  readonly namedByEmail: boolean;
  /** A password and something to type beside it. */
  readonly passwordLogin: boolean;
  /** A mailed code and something to type to get it. */
  readonly passcodeLogin: boolean;
}

/** Derives the methods from the live user. */
export function methodsOf({ settings, user, credentials }: ProfileFacts): Methods {
  const { email, username, passkey, password } = settings;
  const webauthn = credentials.webauthnCredentials;
  const securityKeyCount = webauthn.filter(({ mfaOnly }) => mfaOnly).length;
  const passkeyCount = webauthn.length - securityKeyCount;
  const byPassword = password.enabled && credentials.password !== undefined;
  const byPasscode = email.enabled && email.use_for_authentication;
  const namedByUsername = username.use_as_login_identifier && user.username !== undefined;
  const namedByEmail = email.use_as_login_identifier && user.emails.length > 0;
  return {
    webauthnCount: webauthn.length,
    securityKeyCount,
    passkeyCount,
    byPasskey: passkey.enabled && passkeyCount > 0,
    byPassword,
    byPasscode,
    namedByUsername,
    namedByEmail,
    passwordLogin: byPassword && (namedByUsername || namedByEmail),
    passcodeLogin: byPasscode && (namedByEmail || (namedByUsername && user.emails.length > 0)),
  };
}

/** Whether an address may be deleted (flow-api.md section 13.2). */
export function isDeletable(address: Email, facts: ProfileFacts): boolean {
  const { byPasskey, byPassword, byPasscode, namedByUsername } = methodsOf(facts);
  if (!address.isPrimary) return byPasskey || byPassword || byPasscode;
  const isLast = facts.user.emails.length === 1;
  return isLast && facts.settings.email.optional && (byPasskey || (byPassword && namedByUsername));
}

/** Whether the password may go: only if another way in stays. */
export function canDeletePassword(facts: ProfileFacts): boolean {
  const { password, passkey } = facts.settings;
  const { byPassword, passcodeLogin, webauthnCount } = methodsOf(facts);
  return byPassword && password.optional && ((passkey.enabled && webauthnCount > 0) || passcodeLogin);
}

/** Whether a passkey may go: not the last one, where one is demanded or nothing else is left. */
export function canDeletePasskey(facts: ProfileFacts): boolean {
  const { passkey } = facts.settings;
  const { webauthnCount, passwordLogin, passcodeLogin } = methodsOf(facts);
  if (!passkey.enabled || webauthnCount === 0) return false;
  return webauthnCount > 1 || (passkey.optional && (passwordLogin || passcodeLogin));
}

/** Whether a security key may go: not the last second factor, where one is demanded. */
export function canDeleteSecurityKey(facts: ProfileFacts): boolean {
  const { mfa } = facts.settings;
  const { securityKeyCount } = methodsOf(facts);
  const isLastFactor = securityKeyCount === 1 && facts.credentials.totp === undefined;
  return mfa.enabled && mfa.security_keys.enabled && securityKeyCount > 0 && (mfa.optional || !isLastFactor);
}

/** Whether the authenticator app may go: not the last second factor, where one is demanded. */
export function canDeleteTotp(facts: ProfileFacts): boolean {
  const { mfa } = facts.settings;
  const { securityKeyCount } = methodsOf(facts);
  return facts.credentials.totp !== undefined && !(mfa.enabled && !mfa.optional && securityKeyCount === 0);
}

/** Whether the username may go: only if the user can still be named. */
export function canDeleteUsername(facts: ProfileFacts): boolean {
  const { username } = facts.settings;
  const { byPasskey } = methodsOf(facts);
  const isSet = facts.user.username !== undefined;
  return username.enabled && username.optional && isSet && (facts.user.emails.length > 0 || byPasskey);
}
