import type { TenantSettings } from "@signet/config";
import type { FlowState } from "@signet/proto/flow/v1/flow";
import type { Browser } from "../browser.ts";
import type { FlowWorld } from "../world.ts";
import type { Person } from "./people.ts";
import type { Random } from "./random.ts";

/** What was shown of a position, as far as `back` has to show it again. */
export interface View {
  readonly state: string;
  readonly payload: string;
  readonly actions: string;
}

/** Proofs that were really given, whatever the server made of them. */
export interface Proofs {
  /** Addresses whose mailed code was entered. */
  readonly codes: Set<string>;
  /** Of users, by id. */
  readonly passwords: Set<string>;
  readonly passkeys: Set<string>;
  readonly secondFactors: Set<string>;
}

/** One conversation of a walk, and what the walker knows that the server does not tell. */
export interface Story {
  readonly world: FlowWorld;
  readonly random: Random;
  readonly settings: TenantSettings;
  readonly browser: Browser;
  readonly flowName: "login" | "registration" | "profile";
  /** Unique in the run; names what is made up on the way. */
  readonly name: string;
  /** Who walks. A registration that succeeds makes a new one. */
  person: Person;
  /** What the person had when the conversation began. */
  readonly before: Before;
  /** Somebody else with an account, whom the walker may try to be. */
  readonly stranger: Person;
  readonly proofs: Proofs;
  readonly capabilities: { webauthn: boolean; platform: boolean };
  /** The address that was entered last. */
  address: string | undefined;
  /** The username that was entered last. */
  username: string | undefined;
  requestOptions: string | undefined;
  creationOptions: string | undefined;
  /** The kind of credential that is being created. */
  creating: "passkey" | "security_key";
  /** The walker said so. */
  trustsDevice: boolean;
  /** Views of the positions behind the present one, for `back`. */
  readonly behind: View[];
  /** Every step, for whoever has to understand a failure. */
  readonly log: string[];
}

/** What matters later of what somebody had at first. */
export interface Before {
  readonly email: boolean;
  readonly username: boolean;
  readonly password: boolean;
  readonly passkey: boolean;
  readonly securityKey: boolean;
  readonly app: boolean;
  /** This browser was trusted with the second factor. */
  readonly trusted: boolean;
}

/** Takes note of what somebody has. */
export function beforehand(person: Person, browser: Browser): Before {
  return {
    email: person.addresses.length > 0,
    username: person.username !== undefined,
    password: person.password !== undefined,
    passkey: person.passkeys.length > 0,
    securityKey: person.securityKeys.length > 0,
    app: person.app !== undefined,
    trusted: browser.cookies.deviceTrust.includes(person.userId),
  };
}

/** A position as it was shown; challenges and secrets are new each time, complaints are shown once. */
export function viewOf(state: FlowState): View {
  const { payload } = state;
  const kept = payload && {
    ...payload,
    requestOptionsJson: payload.requestOptionsJson !== "",
    creationOptionsJson: payload.creationOptionsJson !== "",
    otpSecret: payload.otpSecret !== "",
    otpImageSource: payload.otpImageSource !== "",
    retryAfter: undefined,
    resendAfter: undefined,
    recoveryCodes: undefined,
  };
  const actions = state.actions.map(({ name, inputs }) => {
    return { name, inputs: inputs.map(({ value: _, error: __, ...input }) => input) };
  });
  const text = (value: unknown) =>
    JSON.stringify(value, (_key, member: unknown) => (typeof member === "bigint" ? String(member) : member));
  return { state: state.name, payload: text(kept), actions: text(actions) };
}
