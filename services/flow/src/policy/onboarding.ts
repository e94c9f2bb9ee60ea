import type { TenantSettings } from "@signet/config";
import type { Possessions } from "../engine/memory.ts";
import type { StateName } from "../engine/types.ts";

type Acquisition = "always" | "conditional" | "never";

/** The facts that decide which credentials a person is asked to create. */
export interface OnboardingFacts {
  readonly settings: Pick<TenantSettings, "passkey" | "password">;
  /** PK of flow-api.md section 1. */
  readonly canUsePasskeys: boolean;
}

const PASSKEY = "onboarding_create_passkey";
const PASSWORD = "password_creation";

/** Credential states of a registration (flow-api.md section 12.1), as a table read from the top. */
export function registrationCredentialStates({ settings, canUsePasskeys: pk }: OnboardingFacts): StateName[] {
  const { passkey, password } = settings;
  const pw = password.enabled;
  const k = passkey.acquire_on_registration;
  const w = password.acquire_on_registration;
  const rows: [boolean, StateName[]][] = [
    [pk && pw && k === "always" && w === "always", inOrder(settings)],
    [pk && pw && k === "always" && w === "conditional", [PASSKEY]],
    [pk && pw && k === "conditional" && w === "always", [PASSWORD]],
    [pk && pw && k === "conditional" && w === "conditional", ["credential_onboarding_chooser"]],
    [pk && pw && k !== "never" && w === "never", [PASSKEY]],
    [pk && pw && k === "never" && w !== "never", [PASSWORD]],
    [pk && !pw && k !== "never", [PASSKEY]],
    [!pk && pw && w !== "never", [PASSWORD]],
  ];
  return firstOf(rows);
}

/** Credential states after a login (flow-api.md section 8.5), as a table read from the top. */
export function loginCredentialStates(
  facts: OnboardingFacts & { readonly has: Possessions; readonly recoveryPending: boolean },
): StateName[] {
  const { settings, canUsePasskeys: pk, has } = facts;
  const pw = settings.password.enabled;
  const k: Acquisition = settings.passkey.acquire_on_login;
  // Somebody who is about to set a new password is not asked for one (quirk Q9).
  const w: Acquisition = facts.recoveryPending ? "never" : settings.password.acquire_on_login;
  const noPasskey = !has.passkey;
  const noPassword = !has.password;
  const neither = noPasskey && noPassword;
  const rows: [boolean, StateName[]][] = [
    [pk && pw && k === "always" && w === "always" && neither, inOrder(settings)],
    [pk && pw && k === "always" && w === "always" && noPassword, [PASSWORD]],
    [pk && pw && k === "always" && w === "always" && noPasskey, [PASSKEY]],
    [pk && pw && k === "always" && w === "conditional" && noPasskey, [PASSKEY]],
    [pk && pw && k === "conditional" && w === "always" && noPassword, [PASSWORD]],
    [pk && pw && k === "conditional" && w === "conditional" && neither, ["credential_onboarding_chooser"]],
    [pk && pw && k === "conditional" && w === "never" && neither, [PASSKEY]],
    [pk && pw && k === "never" && w === "conditional" && neither, [PASSWORD]],
    [pk && pw && k === "never" && w === "always" && noPassword, [PASSWORD]],
    [pk && pw && k === "always" && w === "never" && noPasskey, [PASSKEY]],
    [pk && !pw && k !== "never" && noPasskey, [PASSKEY]],
    [!pk && pw && w !== "never" && noPassword, [PASSWORD]],
  ];
  return firstOf(rows);
}

/** The one that cannot be skipped comes first. */
function inOrder({ password, passkey }: OnboardingFacts["settings"]): StateName[] {
  return !password.optional && passkey.optional ? [PASSWORD, PASSKEY] : [PASSKEY, PASSWORD];
}

function firstOf(rows: readonly [boolean, StateName[]][]): StateName[] {
  return rows.find(([applies]) => applies)?.[1] ?? [];
}
