import { createPasskey, type Passkey } from "@signet/testkit";
import type { OfferedInput, Payload } from "../conversation.ts";
import type { Person } from "../people.ts";

/** What inputs are made from: the person, the state, and what the walk has made and seen so far. */
export interface Situation {
  readonly who: Person;
  /** Somebody else, whose names are taken. */
  readonly other: Person;
  readonly made: Made;
  readonly seen: Seen;
  readonly state: string;
  readonly payload: Payload;
  /** The fields of the action that is about to be executed. */
  readonly inputs: Readonly<Record<string, OfferedInput>>;
  /** The secret of the authenticator app, if there is one. */
  secret(): string | undefined;
  /** The next step of the authenticator app that was not used yet. */
  step(): number;
  /** The code in the newest mail to the person, if one comes. */
  code(): Promise<string | undefined>;
}

/** What a walk has made on its way. */
export interface Made {
  email?: string;
  password?: string;
  passkey?: Passkey;
}

/** What a walk has been shown: options outlive the state that carried them. */
export interface Seen {
  requestOptions?: unknown;
  creationOptions?: unknown;
  /** The walk has come to the security key as a second factor. */
  securityKeyLogin?: true;
}

/** The values of one input, or undefined where this person cannot give it. */
export type Input = Readonly<Record<string, unknown>> | undefined;

/** Makes an input. */
export type Variant = (situation: Situation) => Input | Promise<Input>;

/** Inputs worth trying, by name. */
export type Variants = Readonly<Record<string, Variant>>;

/** An id that nothing has. */
export const unknownId = "9d3c1e52-8c0d-4a7e-9b62-0f1f0a5f7c11";

/** An address that is nobody's; the same throughout a walk. */
export function freshEmail({ made, who }: Situation): string {
  made.email ??= `fresh-${who.id}@example.com`;
  return made.email;
}

/** A username that is nobody's. */
export function freshName({ who }: Situation): string {
  return `name_${who.id}`;
}

/** The passkey that a walk creates; the same throughout it. */
export function newKey({ made }: Situation): Passkey {
  made.passkey ??= createPasskey();
  return made.passkey;
}

/** The key that the person would use here. */
export function keyInUse({ state, seen, who, made }: Situation): Passkey | undefined {
  const asSecondFactor = state === "login_security_key" || (seen.securityKeyLogin && who.securityKey);
  return asSecondFactor
    ? (who.securityKey ?? made.passkey ?? who.passkey)
    : (who.passkey ?? made.passkey ?? who.securityKey);
}

/** The options of the ceremony in progress. */
export function ceremonyOptions({ payload, seen }: Situation): unknown {
  return payload.creation_options ?? payload.request_options ?? seen.requestOptions ?? seen.creationOptions;
}
