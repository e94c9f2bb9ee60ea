import type { TenantSettings } from "@signet/config";
import { listOf, textOf } from "@signet/json";
import type { LastLogin, Payload } from "@signet/proto/flow/v1/flow";
import { profileJson } from "./profile.ts";
import { claimsJson, sessionsJson } from "./session.ts";

/** What a state shows (flow-api.md 16). An empty payload is an empty object: clients read its members unguarded. */
export function payloadJson(payload: Payload, settings: TenantSettings) {
  const { user, sessions, claims, lastLogin } = payload;
  return {
    request_options: parsed(payload.requestOptionsJson),
    creation_options: parsed(payload.creationOptionsJson),
    redirect_url: textOf(payload.redirectUrl),
    retry_after: numberOf(payload.retryAfter),
    resend_after: numberOf(payload.resendAfter),
    otp_secret: textOf(payload.otpSecret),
    otp_image_source: textOf(payload.otpImageSource),
    user: user?.user && profileJson(user.user, user.credentials, settings),
    sessions: sessions && sessionsJson(sessions),
    claims: claims && claimsJson(claims),
    last_login: lastLogin && lastLoginJson(lastLogin),
    recovery_codes: listOf(payload.recoveryCodes),
  };
}

function lastLoginJson({ loginMethod, mfaMethod, thirdPartyProvider }: LastLogin) {
  return {
    login_method: loginMethod,
    mfa_method: textOf(mfaMethod),
    third_party_provider: textOf(thirdPartyProvider),
  };
}

function parsed(json: string): unknown {
  return json === "" ? undefined : JSON.parse(json);
}

function numberOf(seconds: bigint | undefined): number | undefined {
  return seconds === undefined ? undefined : Number(seconds);
}
