import type { JsonValue, MessageInitShape } from "@bufbuild/protobuf";
import type { OutboxRow } from "@signet/kit";
import type { UserCredentials } from "@signet/proto/credential/v1/credential";
import type { PayloadSchema } from "@signet/proto/flow/v1/flow";
import type { EffectsSchema } from "@signet/proto/flow/v1/flow_service";
import type { User } from "@signet/proto/identity/v1/user";
import type { Session } from "@signet/proto/token/v1/session";
import type { Visit } from "../visit.ts";
import type { FlowErrorCode, InputErrorCode } from "./errors.ts";
import type { FlowData } from "./memory.ts";

/** The conversations there are. */
export type FlowName = "login" | "registration" | "profile" | "token_exchange";

/** The states of all conversations (flow-api.md section 7). */
export type StateName =
  | "preflight"
  | "login_init"
  | "login_passkey"
  | "login_method_chooser"
  | "login_password"
  | "login_password_recovery"
  | "passcode_confirmation"
  | "login_security_key"
  | "login_otp"
  | "device_trust"
  | "onboarding_username"
  | "onboarding_email"
  | "credential_onboarding_chooser"
  | "onboarding_create_passkey"
  | "onboarding_verify_passkey_attestation"
  | "password_creation"
  | "mfa_method_chooser"
  | "mfa_otp_secret_creation"
  | "mfa_security_key_creation"
  | "registration_init"
  | "profile_init"
  | "webauthn_credential_verification"
  | "account_deleted"
  | "success"
  | "error";

/** Where a conversation stands; kept as text in its row. */
export interface FlowPosition {
  readonly state: StateName;
  /** The state before the present one. */
  readonly previous?: StateName;
  /** States still to come, in order. */
  readonly scheduled: readonly StateName[];
  readonly data: FlowData;
}

/** A position that `back` may return to. */
export interface Snapshot extends FlowPosition {
  readonly revertible: boolean;
}

/** A conversation as it is stored. */
export interface Flow extends FlowPosition {
  readonly id: string;
  readonly tenantId: string;
  readonly name: FlowName;
  /** 0 until its first action; +1 for each one processed. */
  readonly version: number;
  readonly csrfToken: string;
  readonly expiresAt: Date;
  readonly history: readonly Snapshot[];
}

/** The user a turn is about, with everything they have. */
export interface Subject {
  readonly user: User;
  readonly credentials: UserCredentials;
}

/** Who is signed in, in the profile flow. */
export interface SessionUser extends Subject {
  readonly session: Session;
  /** Active sessions, newest first. */
  readonly sessions: readonly Session[];
}

/** One request of a conversation: what an action may read, and where it leaves what it found out. */
export interface Turn extends Visit {
  readonly flow: Flow;
  /** Whether flow errors carry their cause. */
  readonly debug: boolean;
  /** Memory of the conversation. Changes are kept only if the action goes on. */
  data: FlowData;
  /** What the answer shows. */
  payload: Payload;
  /** Cookies and headers that come with the answer. */
  effects: Effects;
  /** Facts about the user found on the way, so that nothing is asked twice. */
  found: Partial<Subject>;
  /** Set in the profile flow. */
  sessionUser?: SessionUser;
  /** Told when the turn is saved, in the same transaction. */
  events: OutboxRow[];
  /** What may happen only once the turn is saved, so that of parallel requests one succeeds: issuing a session. */
  afterSave: (() => Promise<void>)[];
}

export type Payload = Exclude<MessageInitShape<typeof PayloadSchema>, { $typeName: string }>;
export type Effects = Exclude<MessageInitShape<typeof EffectsSchema>, { $typeName: string }>;

/** The values of an action's inputs after normalisation. */
export type InputValues = Readonly<Record<string, JsonValue | undefined>>;

/** One member of an action's input_data (flow-api.md sections 3.2 and 4). */
export interface Input {
  readonly name: string;
  readonly type: "string" | "boolean" | "email" | "password" | "json";
  readonly required?: boolean;
  readonly hidden?: boolean;
  /** In bytes. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Leading and trailing space is cut and letters are lowered before anything else. */
  readonly normalise?: true;
  /** What was submitted is shown again after a failed attempt. */
  readonly preserve?: true;
  readonly allowedValues?: readonly { readonly value: string; readonly name: string }[];
}

/** Something the client may do in a state. */
export interface Action {
  readonly name: string;
  /** Shown to developers. */
  readonly description: string;
  /** Left out of the answer, and refused, where false. */
  offered(turn: Turn): boolean;
  inputs?(turn: Turn): readonly Input[];
  /** Whether the engine checks the inputs first; true where left out. */
  readonly validates?: false;
  run(turn: Turn, input: InputValues): Promise<Outcome> | Outcome;
}

/** How an action ends. */
export type Outcome = Advance | Failure | { readonly kind: "back" };

/** On to other states (flow-api.md section 5.2). */
export interface Advance {
  readonly kind: "advance";
  /** Put in front of what is scheduled. */
  readonly to: readonly StateName[];
  /** No `back` from where it leads. */
  readonly final: boolean;
  /** Comes with the next state, for the few that go on and complain. */
  readonly error?: FlowErrorCode;
}

/** Stays where it is (flow-api.md section 5.3). */
export interface Failure {
  readonly kind: "fail";
  readonly error: FlowErrorCode;
  readonly inputErrors: Readonly<Record<string, InputErrorCode>>;
  /** Detail for developers. */
  readonly cause?: string;
  /** The little that is remembered although the action failed. */
  readonly remember?: Partial<FlowData>;
}

/** A state: what can be done in it, and what happens on arrival. */
export interface State {
  readonly actions: readonly Action[];
  /** Fills the payload on every arrival and after failures; may attach a flow error. */
  arrive?(turn: Turn, arrival: Arrival): Promise<FlowErrorCode | undefined>;
}

/** How a state was come to. */
export interface Arrival {
  /** The action failed or complained: nothing is sent then. */
  readonly failed: boolean;
  /** The state is the same as before. */
  readonly stayed: boolean;
}
