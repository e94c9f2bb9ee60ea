import type { JsonObject } from "@bufbuild/protobuf";
import { metadataOf, reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { afterCredentialUsage } from "../schedule.ts";
import { states } from "../states/index.ts";
import { randomCsrfToken } from "./csrf.ts";
import { type FlowErrorCode, flowErrors, type InputErrorCode } from "./errors.ts";
import { readInputs, validateInputs } from "./inputs.ts";
import { fail, failAt } from "./outcomes.ts";
import type {
  Action,
  Advance,
  Arrival,
  Failure,
  Flow,
  InputValues,
  Outcome,
  Snapshot,
  StateName,
  Turn,
} from "./types.ts";

/** What a failed or complaining action leaves for the answer. */
export interface Complaint {
  readonly error: FlowErrorCode;
  readonly cause?: string;
  /** The action whose inputs are at fault, and what was sent. */
  readonly action: string;
  readonly input: InputValues;
  readonly inputErrors: Readonly<Record<string, InputErrorCode>>;
}

/** The conversation after an action, not saved yet. */
export interface Executed {
  readonly flow: Flow;
  readonly complaint?: Complaint;
}

/** How far `back` can reach. A conversation that goes in circles must not grow without end. */
const LONGEST_HISTORY = 30;

/** Does an action that is offered, and moves the conversation on (flow-api.md sections 5.2 to 5.4). */
export async function execute(turn: Turn, action: Action, sent: JsonObject | undefined): Promise<Executed> {
  const inputs = action.inputs?.(turn) ?? [];
  const input = readInputs(inputs, sent);
  const faults = action.validates === false ? {} : validateInputs(inputs, input);
  const outcome = Object.keys(faults).length > 0 ? failAt(faults) : await run(turn, action, input);

  if (outcome.kind === "back") return goBack(turn);
  if (outcome.kind === "fail") return stay(turn, outcome, action, input);
  return advance(turn, outcome, action, input);
}

/**
 * Runs an action. A leaf that has more work than it can do in time (the queue of password hashes is full) is no end of the
 * conversation: the person waits where they are, as after too many attempts, which every client can show.
 */
async function run(turn: Turn, action: Action, input: InputValues): Promise<Outcome> {
  try {
    return await action.run(turn, input);
  } catch (error) {
    if (reasonOf(error) !== Reason.OVERLOADED) throw error;
    turn.log.warn({ flow: turn.flow.name, action: action.name }, "too much work to do this action in time");
    turn.payload = { ...turn.payload, retryAfter: BigInt(metadataOf(error).retryAfterSeconds ?? 1) };
    return fail("rate_limit_exceeded");
  }
}

async function advance(turn: Turn, outcome: Advance, action: Action, input: InputValues): Promise<Executed> {
  const { flow } = turn;
  const ahead = [...outcome.to, ...flow.scheduled];
  const following = await afterCredentialUsage(turn, ahead[0]);
  const scheduled = [...outcome.to, ...following.states, ...flow.scheduled];
  const [next, ...rest] = scheduled;
  if (next === undefined) throw new Error(`nothing is scheduled after ${action.name} in ${flow.state}`);

  const stayed = next === flow.state;
  const moved: Flow = stayed
    ? { ...flow, scheduled: rest }
    : { ...flow, state: next, previous: flow.state, scheduled: rest, history: remembered(flow, !outcome.final) };
  const complained = outcome.error ?? following.error;
  const arrived = await arrive(turn, moved, { failed: complained !== undefined, stayed });
  const error = complained ?? arrived.error;
  return { flow: arrived.flow, complaint: error && { error, action: action.name, input, inputErrors: {} } };
}

/**
 * Stays, or ends in the state `error` for what is not the client's fault; changes of memory are dropped. The state counts
 * as its own predecessor from now on: whoever was refused may be offered to skip it.
 */
async function stay(turn: Turn, failure: Failure, action: Action, input: InputValues): Promise<Executed> {
  const { flow } = turn;
  turn.data = { ...flow.data, ...failure.remember };
  const [status] = flowErrors[failure.error];
  const next: StateName = status >= 500 ? "error" : flow.state;
  const { error, cause, inputErrors } = failure;
  const arrived = await arrive(
    turn,
    { ...flow, state: next, previous: flow.state },
    { failed: true, stayed: next === flow.state },
  );
  return { flow: arrived.flow, complaint: { error, cause, action: action.name, input, inputErrors } };
}

/** Returns to the last remembered position; the code that was sent stays sent. */
async function goBack(turn: Turn): Promise<Executed> {
  const { flow } = turn;
  const last = flow.history.at(-1);
  if (!last) throw new Error("back is offered without a history");
  const { revertible: _, ...position } = last;
  turn.data = { ...position.data, passcode: flow.data.passcode };
  const reverted: Flow = { ...flow, previous: undefined, ...position, history: flow.history.slice(0, -1) };
  const arrived = await arrive(turn, reverted, { failed: false, stayed: false });
  return { flow: arrived.flow, complaint: arrived.error && silent(arrived.error) };
}

/** Runs what happens on arrival, then closes the turn: memory, version, token. */
async function arrive(turn: Turn, flow: Flow, arrival: Arrival): Promise<{ flow: Flow; error?: FlowErrorCode }> {
  const { arrive, actions } = states[flow.state];
  const error = await arrive?.(turn, arrival);
  // An end that cannot be reached is an end as well: there is no action left that could mend it.
  const state: StateName = error && actions.length === 0 ? "error" : flow.state;
  const closed = { ...flow, state, data: turn.data, version: flow.version + 1, csrfToken: randomCsrfToken() };
  return { flow: closed, error };
}

function remembered({ state, previous, scheduled, data, history }: Flow, revertible: boolean): Snapshot[] {
  return [...history, { state, previous, scheduled, data, revertible }].slice(-LONGEST_HISTORY);
}

function silent(error: FlowErrorCode): Complaint {
  return { error, action: "", input: {}, inputErrors: {} };
}
