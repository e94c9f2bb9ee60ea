import type { MessageInitShape } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Commit, Drop, FaultSchema } from "@signet/proto/transfer/v1/transfer";
import { problem, reasonOf } from "./problem.ts";

/** One step of an import: the same in every unit, but for what a batch holds. */
export interface ImportStep<Batch> {
  readonly step:
    | { readonly case: "add"; readonly value: Batch }
    | { readonly case: "drop"; readonly value: Drop }
    | { readonly case: "commit"; readonly value: Commit }
    | { readonly case: undefined; readonly value?: undefined };
}

/** What a unit does in the one transaction of an import. */
export interface Import<Entry> {
  /** Adds what can be added, and says of the rest why it cannot, by its place. */
  add(entries: readonly Entry[]): Promise<readonly ImportFault[]>;
  /** Takes what was added under these user ids out again. */
  drop(userIds: readonly string[]): Promise<void>;
  /** Makes it last; `imported` users in all. */
  commit(imported: number): Promise<void>;
  /** Undoes everything; after the commit it does nothing. */
  rollBack(): Promise<void>;
}

export type ImportFault = MessageInitShape<typeof FaultSchema>;

/** The answer to each step. */
interface Progress {
  readonly faults: ImportFault[];
  readonly imported: bigint;
}

/** So that a batch, and what is wrong with it, has a bounded size. */
const LARGEST_BATCH = 1000;

/** Whoever learns late that somebody cannot stay may have sent the next batch already. */
const DROPPABLE_BATCHES = 2;

/** Answers the steps of an import one by one. Without a commit, however the stream ends, nothing is left of it. */
export async function* importing<Batch, Entry extends { readonly userId: string }>(
  steps: AsyncIterable<ImportStep<Batch>>,
  entriesOf: (batch: Batch) => readonly Entry[],
  open: () => Promise<Import<Entry>>,
): AsyncGenerator<Progress> {
  const work = await open();
  let imported = 0;
  // By batch, newest first.
  let droppable: readonly ReadonlySet<string>[] = [];
  try {
    for await (const { step } of steps) {
      const faults: ImportFault[] = [];
      if (step.case === "add") {
        const entries = entriesOf(step.value);
        if (entries.length > LARGEST_BATCH) {
          throw problem(Reason.ARGUMENT_INVALID, `a batch has at most ${LARGEST_BATCH} entries`);
        }
        faults.push(...(await work.add(entries)));
        const faulty = new Set(faults.map(({ index = 0 }) => index));
        const added = entries.filter((_, index) => !faulty.has(index)).map(({ userId }) => userId);
        droppable = [new Set(added), ...droppable].slice(0, DROPPABLE_BATCHES);
        imported += entries.length - faulty.size;
      }
      if (step.case === "drop") {
        // What was there before the import is not its to delete.
        const ids = new Set(step.value.userIds.filter((id) => droppable.some((batch) => batch.has(id))));
        await work.drop([...ids]);
        imported -= ids.size;
        droppable = droppable.map((batch) => new Set([...batch].filter((id) => !ids.has(id))));
      }
      if (step.case === "commit") await work.commit(imported);
      yield { faults, imported: BigInt(imported) };
      if (step.case === "commit") return;
    }
  } finally {
    await work.rollBack();
  }
}

/** Makes of each entry what is stored, by its place; what a rule says against the others are faults. */
export function sortOut<Entry, T>(entries: readonly Entry[], make: (entry: Entry) => T) {
  const made = new Map<T, number>();
  const faults: ImportFault[] = [];
  entries.forEach((entry, index) => {
    try {
      made.set(make(entry), index);
    } catch (error) {
      // Anything but a rule is a defect.
      if (reasonOf(error) === undefined) throw error;
      faults.push({ index, message: ConnectError.from(error).rawMessage });
    }
  });
  return { made, faults };
}
