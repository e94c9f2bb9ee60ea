import type { FlowState } from "@signet/proto/flow/v1/flow";
import type { Before, Story } from "./story.ts";

/** Fails unless the walk was entitled to the success that it got. */
export function checkSuccess(story: Story, success: FlowState): void {
  const subject = success.payload?.claims?.subject;
  demand(subject !== undefined && subject !== "", "a success says whose it is");
  demand(success.payload?.user?.user?.userId === subject, "the user is the subject");
  demand(success.actions.length === 0, "a success is an end");
  if (story.flowName === "login") checkLogin(story, subject ?? "");
  else checkRegistration(story, success);
}

/** The factors that a login demands, by what was really proven (flow-api.md sections 8.3 to 8.5). */
function checkLogin(story: Story, subject: string): void {
  const { settings, before, proofs, person } = story;
  const { mfa, password, passkey, email, username } = settings;
  demand(subject === person.userId, "nobody signs in as somebody else");

  const byCode = person.addresses.some((address) => proofs.codes.has(address)) && email.use_for_authentication;
  const recovered = person.addresses.some((address) => proofs.codes.has(address)) && password.recovery;
  const byPassword = proofs.passwords.has(subject) && password.enabled;
  const byPasskey = proofs.passkeys.has(subject);
  demand(byCode || recovered || byPassword || byPasskey, "no login without a first factor");

  const hasFactor = (mfa.totp.enabled && before.app) || (mfa.security_keys.enabled && before.securityKey);
  if (mfa.enabled && hasFactor && !byPasskey && !before.trusted) {
    demand(proofs.secondFactors.has(subject), "no login without the second factor");
  }
  const policy = mfa.device_trust_policy;
  const mayTrust = policy === "always" || (policy === "prompt" && story.trustsDevice);
  demand(!story.browser.effects?.deviceTrust || mayTrust, "nobody's device is trusted unasked");

  const canCreate = mfa.totp.enabled || (mfa.security_keys.enabled && canAttach(story));
  const couldSignInAlone =
    (password.enabled && before.password) || (email.enabled && email.use_for_authentication && before.email);
  if (mfa.enabled && !mfa.optional && mfa.acquire_on_login && canCreate && couldSignInAlone) {
    demand(hasSecondFactor(before) || hasSecondFactor(now(story)), "a demanded second factor is created");
  }
  const canUsePasskeys = story.capabilities.webauthn && passkey.enabled;
  if (password.enabled && !password.optional && password.acquire_on_login === "always") {
    demand(person.password !== undefined, "a demanded password is created");
  }
  if (canUsePasskeys && !passkey.optional && passkey.acquire_on_login === "always") {
    demand(person.passkeys.length > 0, "a demanded passkey is created");
  }
  if (username.enabled && !username.optional && username.acquire_on_login) {
    demand(person.username !== undefined, "a demanded username is chosen");
  }
}

/** What a registration must have collected (flow-api.md section 12.1), by what the user has afterwards. */
function checkRegistration(story: Story, { payload }: FlowState): void {
  const { account, email, username, password, passkey, mfa } = story.settings;
  const user = payload?.user?.user;
  const credentials = payload?.user?.credentials;
  const webauthn = credentials?.webauthnCredentials ?? [];
  const emails = user?.emails ?? [];
  demand(account.allow_signup, "nobody registers where sign-up is off");

  for (const { address, isVerified } of emails) {
    demand(address === story.address, "the address is the one that was entered");
    demand(isVerified === story.proofs.codes.has(address), "an address is verified exactly if its code was entered");
    demand(isVerified || !email.require_verification, "an address is proven where that is demanded");
  }
  if (email.enabled && email.acquire_on_registration && !email.optional) demand(emails.length === 1, "an address");
  if (username.enabled && username.acquire_on_registration && !username.optional) {
    demand(user?.username !== undefined, "a username");
  }
  if (email.optional && username.optional) {
    demand(emails.length > 0 || user?.username !== undefined, "who may leave out either gives one");
  }
  demand(user?.username?.username === story.username, "the username is the one that was entered");

  const hasPassword = credentials?.password !== undefined;
  const hasPasskey = webauthn.some(({ mfaOnly }) => !mfaOnly);
  const canUsePasskeys = story.capabilities.webauthn && passkey.enabled;
  if (password.enabled && !password.optional && password.acquire_on_registration === "always") {
    demand(hasPassword, "a demanded password is created");
  }
  if (canUsePasskeys && !passkey.optional && passkey.acquire_on_registration === "always") {
    demand(hasPasskey, "a demanded passkey is created");
  }
  const canCreate = mfa.totp.enabled || (mfa.security_keys.enabled && canAttach(story));
  const signsInAlone = hasPassword || (email.enabled && email.use_for_authentication && emails.length > 0);
  if (mfa.enabled && !mfa.optional && mfa.acquire_on_registration && canCreate && signsInAlone) {
    demand(credentials?.totp !== undefined || webauthn.some(({ mfaOnly }) => mfaOnly), "a demanded second factor");
  }
}

function canAttach({ settings, capabilities }: Story): boolean {
  return capabilities.platform || settings.mfa.security_keys.authenticator_attachment !== "platform";
}

function now({ person }: Story): Pick<Before, "app" | "securityKey"> {
  return { app: person.app !== undefined, securityKey: person.securityKeys.length > 0 };
}

function hasSecondFactor({ app, securityKey }: Pick<Before, "app" | "securityKey">): boolean {
  return app || securityKey;
}

/** Fails with the law that was broken. */
export function demand(isKept: boolean, law: string): asserts isKept {
  if (!isKept) throw new Error(`broken: ${law}`);
}
