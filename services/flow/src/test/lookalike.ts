import type { JsonObject } from "@bufbuild/protobuf";
import type { FlowState } from "@signet/proto/flow/v1/flow";
import { expect } from "vitest";
import { tellsApart } from "./timing.ts";
import type { FlowWorld } from "./world.ts";

/** A conversation that a stranger holds about an address. */
export interface Conversation {
  readonly flow: "login" | "registration";
  /** After the capabilities: what is done, with what. */
  readonly steps: readonly (readonly [action: string, input?: (address: string) => JsonObject])[];
}

/** Addresses with an account and without; those of one place in the lists are talked about in turn. */
export interface Addresses {
  readonly known: readonly string[];
  readonly unknown: readonly string[];
}

/** How many conversations of each kind there are. */
const SAMPLES = 200;
/** A busy machine can hold up one kind by chance; it does so thrice only if it is no chance. */
export const ROUNDS = 3;

/**
 * Holds a conversation about known and unknown addresses in turn, and names the actions whose time tells them apart.
 * Fails where answers do, or the number of statements to the database.
 */
export async function tellTales(
  world: FlowWorld,
  talk: Conversation,
  { rounds, ...addresses }: Addresses & { readonly rounds: number },
): Promise<string[]> {
  let tales = await talesOfOneRound(world, talk, addresses);
  for (let round = 1; round < rounds && tales.length > 0; round += 1) {
    tales = await talesOfOneRound(world, talk, addresses);
  }
  return tales;
}

async function talesOfOneRound(world: FlowWorld, talk: Conversation, { known, unknown }: Addresses) {
  const samples = talk.steps.map(() => ({ known: [] as number[], unknown: [] as number[] }));
  for (let turn = 0; turn < SAMPLES; turn += 1) {
    const [one, other] = [known[turn % known.length] ?? "", unknown[turn % unknown.length] ?? ""];
    // Whoever comes second finds warmer caches, so they take turns in that as well.
    const isFirst = turn % 2 === 0;
    const early = await hold(world, talk, isFirst ? one : other);
    const late = await hold(world, talk, isFirst ? other : one);
    const [ofKnown, ofUnknown] = isFirst ? [early, late] : [late, early];
    const [told, asked] = [(all: Heard[]) => all.map(({ answer }) => answer), (all: Heard[]) => all.map(statementsOf)];
    expect(told(ofUnknown), "answers").toEqual(told(ofKnown));
    expect(asked(ofUnknown), "statements to the database").toEqual(asked(ofKnown));
    for (const [step, sample] of samples.entries()) {
      sample.known.push(ofKnown[step]?.ms ?? 0);
      sample.unknown.push(ofUnknown[step]?.ms ?? 0);
    }
  }
  return talk.steps.flatMap(([action], step) => (samples[step] && tellsApart(samples[step]) ? [action] : []));
}

interface Heard {
  readonly answer: unknown;
  readonly statements: number;
  readonly ms: number;
}

const statementsOf = ({ statements }: Heard) => statements;

async function hold(world: FlowWorld, { flow, steps }: Conversation, address: string): Promise<Heard[]> {
  const browser = world.browser();
  await browser.start(flow);
  await browser.act("register_client_capabilities", { webauthn_available: true });
  const heard: Heard[] = [];
  for (const [action, input] of steps) {
    const before = world.units.db.statements();
    const begun = performance.now();
    const state = await browser.act(action, input?.(address));
    const ms = performance.now() - begun;
    const statements = world.units.db.statements() - before;
    heard.push({ ms, statements, answer: { ...visible(state), effects: browser.effects } });
  }
  return heard;
}

/** Everything that an answer shows but for what is new in each. */
function visible({ name, status, payload, csrfToken, actions, error }: FlowState) {
  return { name, status, payload, token: csrfToken.length, actions, error };
}
