import type { FlowData } from "../engine/memory.ts";

/** Authentication Methods References of a login: first factor, then second (flow-api.md section 8.10). */
export function amrOfLogin({ loginMethod, mfaMethod }: FlowData): string[] {
  const first = { password: "pwd", passkey: "passkey", passcode: "otp", third_party: "ext" } as const;
  return [...(loginMethod ? [first[loginMethod]] : []), ...(mfaMethod ? [mfaMethod] : [])];
}

/** What a registration proved or set up, in the contract's order. */
export function amrOfRegistration(
  data: FlowData,
  created: { readonly passkey: boolean; readonly securityKey: boolean },
): string[] {
  const rows: [boolean, string][] = [
    [data.verifiedEmail !== undefined, "otp"],
    [data.newPasswordHash !== undefined, "pwd"],
    [created.passkey, "passkey"],
    [data.newTotp !== undefined, "totp"],
    [created.securityKey, "security_key"],
  ];
  return rows.filter(([applies]) => applies).map(([, value]) => value);
}
