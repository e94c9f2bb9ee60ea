import { isTrustedDevice } from "./account/devices.ts";
import { finallyGoTo, goTo } from "./engine/outcomes.ts";
import type { Advance, StateName, Turn } from "./engine/types.ts";
import { asksForDeviceTrust } from "./policy/device-trust.ts";
import { canAttachSecurityKey, canUsePasskeys } from "./policy/facts.ts";
import { loginCredentialStates } from "./policy/onboarding.ts";
import { type Schedule, secondFactorOfLogin, secondFactorToCreate } from "./policy/second-factor.ts";

/** States of the sub-flow credential_usage (flow-api.md section 5.7). */
const credentialUsage: readonly StateName[] = [
  "login_init",
  "login_passkey",
  "login_method_chooser",
  "login_password",
  "login_password_recovery",
  "passcode_confirmation",
];

/**
 * Goes on after a first factor or a credential step, past the creation of a second factor where that is due
 * (MFA-CREATE, flow-api.md section 8.9).
 */
export function goOn(turn: Turn, options: { readonly final: boolean }, ...to: StateName[]): Advance {
  const { states, error } = dueSecondFactor(turn);
  const advance = options.final ? finallyGoTo(...states, ...to) : goTo(...states, ...to);
  return error ? { ...advance, error } : advance;
}

function dueSecondFactor(turn: Turn): Schedule {
  const { data, flow, settings } = turn;
  return secondFactorToCreate({
    settings,
    flow: flow.name,
    has: data.has ?? {},
    knowsEmail: data.email !== undefined,
    canAttachSecurityKey: canAttachSecurityKey(turn),
    passwordStillToCome: flow.scheduled.includes("password_creation") || data.recoveryPending === true,
    wasAsked: flow.history.some(({ state }) => state === "mfa_method_chooser"),
  });
}

/**
 * What follows the first factor of a login (flow-api.md section 8.3): appended once, when the conversation leaves
 * credential_usage for `next` or for nothing.
 */
export async function afterCredentialUsage(turn: Turn, next: StateName | undefined): Promise<Schedule> {
  const leaves = credentialUsage.includes(turn.flow.state) && (next === undefined || !credentialUsage.includes(next));
  if (turn.flow.name !== "login" || !leaves || turn.data.onboardingScheduled) return { states: [] };
  turn.data = { ...turn.data, onboardingScheduled: true };

  const { data, settings } = turn;
  const { loginMethod, recoveryPending = false, has = {} } = data;
  const deviceIsTrusted = await deviceCounts(turn);
  const factor = secondFactorOfLogin({
    settings,
    has,
    loginMethod,
    deviceIsTrusted,
    canAttachSecurityKey: canAttachSecurityKey(turn),
  });
  const { username, email } = settings;
  const states: StateName[] = [...factor.states];
  if (recoveryPending) states.push("login_password_recovery");
  if (!has.username && username.enabled && username.acquire_on_login) states.push("onboarding_username");
  if (!has.email && email.enabled && email.acquire_on_login) states.push("onboarding_email");
  states.push(...loginCredentialStates({ settings, canUsePasskeys: canUsePasskeys(turn), has, recoveryPending }));
  if (asksForDeviceTrust({ settings, has, loginMethod, deviceIsTrusted })) states.push("device_trust");
  states.push("success");
  return { states, error: factor.error };
}

/** Whether this device stands for the second factor. Asked only where it matters. */
async function deviceCounts(turn: Turn): Promise<boolean> {
  const { data, settings } = turn;
  const { userId, has, loginMethod } = data;
  const matters = settings.mfa.enabled && loginMethod !== "passkey" && (has?.otp || has?.securityKey);
  return matters && userId !== undefined ? isTrustedDevice(turn, userId) : false;
}
