import { readFileSync } from "node:fs";
import { type Accepted, judge } from "./accepted.ts";
import { differences } from "./differences.ts";
import type { Normal } from "./normalise.ts";
import { type Kind, kinds, type MakePerson, type Person } from "./people.ts";
import { countOf, type Report } from "./report.ts";
import type { Judged } from "./servers.ts";
import { type RecordedWalk, type WalkOptions, walk } from "./walk.ts";

/** What to replay. */
export interface ReplayOptions {
  readonly world: string;
  readonly accepted: readonly Accepted[];
  /** Every walk, instead of the shortest one to each distinct answer. */
  readonly all?: boolean;
  /** Only what matches "flow kind path", or the name of a REST scenario. */
  readonly only?: string | undefined;
  readonly parallel?: number;
}

type Walk = RecordedWalk & { readonly answer: string };

interface Corpus {
  readonly walks: readonly Walk[];
  readonly responses: Readonly<Record<string, Normal>>;
}

// After one of these the person is another than before, and cannot walk again.
const changing =
  /verify_passcode|register_password|password_recovery|password_create|password_update|password_delete|attestation|otp_|username_|email_|webauthn_credential|security_key_delete|session_delete|patch_metadata|account_delete|register_login_identifier/;

/** Replays the walks of a world. */
export async function replayWalks(judged: Judged, options: ReplayOptions): Promise<Report> {
  const { world, accepted, all = false, only, parallel = 4 } = options;
  const { walks, responses } = readCorpus(world);
  const matching = walks.filter((each) => !only || new RegExp(only).test(labelOf(each)));
  const due = all ? [...matching] : shortest(matching);
  const total = due.length;
  const { makePerson } = judged;
  const other = await makePerson(due.some(({ path }) => path.includes(":taken")) ? "username" : "password");
  const people = createPeople(makePerson);

  const failures: { walk: string; lines: readonly string[] }[] = [];
  const reasons: string[] = [];
  const replay = async (recorded: Walk) => {
    const { lines, who, spent } = await attempt(recorded, responses[recorded.answer], () =>
      people.take(kindOf(recorded)).then((taken) => ({ ...judged, who: taken, other })),
    );
    const verdict = judge(labelOf(recorded), lines, accepted);
    reasons.push(...verdict.reasons);
    if (verdict.failures.length > 0) failures.push({ walk: labelOf(recorded), lines: verdict.failures });
    const unchanged = !spent && recorded.flow !== "profile" && !changing.test(recorded.path);
    if (who && unchanged && verdict.failures.length === 0) people.giveBack(who);
  };
  const worker = async () => {
    for (let next = due.shift(); next; next = due.shift()) await replay(next);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return { world, total, same: total - failures.length, failures, accepted: countOf(reasons) };
}

/** Walks once; whatever goes wrong is a difference. */
async function attempt(
  recorded: Walk,
  expected: Normal | undefined,
  prepare: () => Promise<WalkOptions>,
): Promise<{ readonly lines: readonly string[]; readonly who?: Person; readonly spent: boolean }> {
  try {
    const options = await prepare();
    const { normal, spent } = await walk(recorded, options);
    return { lines: normal ? compare(recorded, expected, normal) : [unreached], who: options.who, spent };
  } catch (error) {
    return { lines: [`walk: ${error instanceof Error ? error.message : error}`], spent: true };
  }
}

const unreached = "walk: an action of this path is not offered, or its mail did not come";

function compare({ path }: Walk, expected: Normal | undefined, got: Normal): string[] {
  const lines = differences(expected, got);
  // What is the client's fault may be answered as such, where the reference blames itself.
  const isClientsFault = expected?.status === 500 && /!:(noid|json|array|unknown)$/.test(path);
  if (!isClientsFault || got.status < 400 || got.status >= 500) return lines;
  return lines.filter((line) => !/^(status|body\.status|body\.error\.code):/.test(line));
}

function labelOf({ flow, kind, path }: RecordedWalk): string {
  return `${flow} ${kind} ${path}`;
}

/** For each flow, kind of person and answer the shortest walk. */
function shortest(walks: readonly Walk[]): Walk[] {
  const best = new Map<string, Walk>();
  for (const each of walks) {
    const key = `${each.flow} ${each.kind} ${each.answer}`;
    const found = best.get(key);
    if (!found || found.path.length > each.path.length) best.set(key, each);
  }
  return [...best.values()];
}

function kindOf({ kind }: Walk): Kind {
  if (!Object.hasOwn(kinds, kind))
    throw new Error(`the recording knows a kind of person that is not known here: ${kind}`);
  return kind as Kind; // it is one of the keys
}

/** People by kind; who was not changed by a walk can walk again. */
function createPeople(make: MakePerson) {
  const idle = new Map<Kind, Person[]>();
  const idleOf = (kind: Kind) => {
    const found = idle.get(kind) ?? [];
    idle.set(kind, found);
    return found;
  };
  return {
    take: async (kind: Kind) => idleOf(kind).pop() ?? make(kind),
    giveBack: (person: Person) => void idleOf(person.kind).push(person),
  };
}

function readCorpus(world: string): Corpus {
  const file = new URL(`corpus/${world}.json`, import.meta.url);
  // Recorded by the tool that wrote this form.
  const { walks, responses } = JSON.parse(readFileSync(file, "utf8")) as {
    walks: [flow: string, kind: string, path: string, answer: string][];
    responses: Record<string, Normal>;
  };
  return { responses, walks: walks.map(([flow, kind, path, answer]) => ({ flow, kind, path, answer })) };
}
