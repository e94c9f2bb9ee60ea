import type { TenantSettings } from "@signet/config";
import type { FlowErrorCode } from "../engine/errors.ts";
import type { Possessions } from "../engine/memory.ts";
import type { FlowName, StateName } from "../engine/types.ts";

/** What a policy adds to the schedule, and what it complains about. */
export interface Schedule {
  readonly states: readonly StateName[];
  readonly error?: FlowErrorCode;
}

const NOTHING: Schedule = { states: [] };

/** Which second factor a login must show (flow-api.md section 8.4). */
export function secondFactorOfLogin(facts: {
  readonly settings: Pick<TenantSettings, "mfa">;
  readonly has: Possessions;
  readonly loginMethod: string | undefined;
  readonly deviceIsTrusted: boolean;
  readonly canAttachSecurityKey: boolean;
}): Schedule {
  const { mfa } = facts.settings;
  // A passkey is two factors in one.
  if (!mfa.enabled || facts.loginMethod === "passkey" || facts.deviceIsTrusted) return NOTHING;

  const key = mfa.security_keys.enabled && facts.has.securityKey;
  const totp = mfa.totp.enabled && facts.has.otp;
  if (key && facts.canAttachSecurityKey) return { states: ["login_security_key"] };
  if (totp) return { states: ["login_otp"] };
  if (key) return { states: ["error"], error: "platform_authenticator_required" };
  return NOTHING;
}

/** Whether a second factor is to be created now (flow-api.md section 8.9). */
export function secondFactorToCreate(facts: {
  readonly settings: Pick<TenantSettings, "mfa" | "password" | "email">;
  readonly flow: FlowName;
  readonly has: Possessions;
  readonly knowsEmail: boolean;
  readonly canAttachSecurityKey: boolean;
  /** A password step is still to come, which asks again. */
  readonly passwordStillToCome: boolean;
  /** The chooser was seen already. */
  readonly wasAsked: boolean;
}): Schedule {
  const { settings, has } = facts;
  const { mfa, password, email } = settings;
  if (facts.passwordStillToCome || facts.wasAsked || has.securityKey || has.otp) return NOTHING;

  const byPassword = password.enabled && has.password;
  const byCode = email.enabled && email.use_for_authentication && (facts.knowsEmail || has.email);
  if (!byPassword && !byCode) return NOTHING;

  const acquired = facts.flow === "registration" ? mfa.acquire_on_registration : mfa.acquire_on_login;
  const offersFactors = mfa.security_keys.enabled || mfa.totp.enabled;
  if (!mfa.enabled || !offersFactors || !acquired || !isSignIn(facts.flow)) return NOTHING;

  if (mfa.totp.enabled || facts.canAttachSecurityKey) return { states: ["mfa_method_chooser"] };
  return mfa.optional ? NOTHING : { states: [], error: "platform_authenticator_required" };
}

function isSignIn(flow: FlowName): boolean {
  return flow === "login" || flow === "registration";
}
