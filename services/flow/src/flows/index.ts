import type { FlowName, StateName } from "../engine/types.ts";

/** A kind of conversation: how it begins and which states it may be in. */
export interface FlowDefinition {
  /** The first state, and what is scheduled after it. */
  readonly initial: readonly [StateName, ...StateName[]];
  /** Fixed at creation, not sliding. */
  readonly lifetimeMs: number;
  /** Whether only signed-in people may have it. */
  readonly needsSession: boolean;
}

const DAY_MS = 24 * 3_600_000;

/** The conversations (flow-api.md sections 10, 12 and 13). */
export const flows: Readonly<Partial<Record<FlowName, FlowDefinition>>> = {
  login: { initial: ["preflight", "login_init"], lifetimeMs: DAY_MS, needsSession: false },
  registration: { initial: ["preflight", "registration_init"], lifetimeMs: DAY_MS, needsSession: false },
  profile: { initial: ["preflight", "profile_init"], lifetimeMs: DAY_MS, needsSession: true },
};
