import type { CallOptions, Client } from "@connectrpc/connect";
import type { CredentialService } from "@signet/proto/credential/v1/credential_service";
import type { CredentialTransferService } from "@signet/proto/credential/v1/credential_transfer_service";
import type { UserTransferService } from "@signet/proto/identity/v1/user_transfer_service";
import { converse } from "./conversation.ts";
import type { RawEntry } from "./json-entries.ts";
import { type Arrival, readEntry } from "./read-entry.ts";

/** Whom an import talks to. */
export interface ImportPeers {
  readonly users: Pick<Client<typeof UserTransferService>, "importUsers">;
  readonly credentials: Pick<Client<typeof CredentialTransferService>, "importCredentials">;
  readonly cleaner: Pick<Client<typeof CredentialService>, "deleteUserCredentials">;
  readonly call: CallOptions;
}

/** What an import may be told. */
export interface ImportOptions {
  /** Does everything but the last step. */
  readonly dryRun: boolean;
  /** Imports the good entries although others are faulty. */
  readonly skipInvalid: boolean;
  /** Hears of each faulty entry, in their order within a batch. */
  readonly onFault: (fault: EntryFault) => void;
}

/** Why an entry cannot be imported. */
export interface EntryFault {
  /** From 1. */
  readonly entry: number;
  readonly reason: string;
}

/** How an import went. */
export interface ImportResult {
  /** Users who are there now, or would be. */
  readonly imported: number;
  readonly faulty: number;
  /** Whether they are there now. */
  readonly written: boolean;
}

interface Numbered extends Arrival {
  readonly number: number;
}

const BATCH_ENTRIES = 250;
const BATCH_CHARACTERS = 512 * 1024;

/**
 * Imports entries: each unit holds one transaction open, and both commit after the last entry, or neither. Users come
 * first, so that credentials are only ever stored, and removed, for users who are new.
 */
export async function importUsers(
  entries: AsyncIterable<RawEntry>,
  peers: ImportPeers,
  { dryRun, skipInvalid, onFault }: ImportOptions,
): Promise<ImportResult> {
  const users = converse((steps: Parameters<ImportPeers["users"]["importUsers"]>[0]) =>
    peers.users.importUsers(steps, peers.call),
  );
  const credentials = converse((steps: Parameters<ImportPeers["credentials"]["importCredentials"]>[0]) =>
    peers.credentials.importCredentials(steps, peers.call),
  );
  const withCredentials: string[] = [];
  let imported = 0;
  let faulty = 0;
  const tell = (entry: number, reason: string) => {
    faulty += 1;
    onFault({ entry, reason });
  };

  try {
    // Credentials follow one batch behind, and the next entries are read meanwhile: each unit works on a connection of
    // its own, so all three take place at once.
    let behind: Promise<void> = Promise.resolve();
    for await (const batch of ahead(batches(entries, tell))) {
      const add = { case: "add", value: { users: batch.map(({ user }) => user) } } as const;
      const stored = without(batch, await users.ask({ step: add }), tell);
      await behind;
      imported += stored.length;
      behind = addCredentials(stored.filter((each) => each.credentials !== undefined));
      // What failed is thrown where it is waited for.
      behind.catch(() => undefined);
    }
    await behind;
    const written = !dryRun && (faulty === 0 || skipInvalid);
    if (written) await commit();
    return { imported, faulty, written };
  } finally {
    // Whatever was not committed is undone by that; what is still to be said of it was said before.
    await Promise.allSettled([users.end(), credentials.end()]);
  }

  /** Stores the credentials of new users; those whose credentials are refused are no users either. */
  async function addCredentials(moving: readonly Numbered[]): Promise<void> {
    if (moving.length === 0) return;
    const add = { case: "add", value: { credentials: moving.flatMap((each) => each.credentials ?? []) } } as const;
    const accepted = new Set(without(moving, await credentials.ask({ step: add }), tell));
    for (const { userId } of accepted) withCredentials.push(userId);
    const userIds = moving.filter((each) => !accepted.has(each)).map(({ userId }) => userId);
    if (userIds.length === 0) return;
    await users.ask({ step: { case: "drop", value: { userIds } } });
    imported -= userIds.length;
  }

  /** Credentials of users who are not there open nothing, so they may come first. */
  async function commit(): Promise<void> {
    const last = { step: { case: "commit", value: {} } } as const;
    await credentials.ask(last);
    try {
      await users.ask(last);
    } catch (error) {
      for (const userId of withCredentials) await peers.cleaner.deleteUserCredentials({ userId }, peers.call);
      throw error;
    }
  }
}

/** The entries that can be read, many at a time; whatever cannot is told. */
async function* batches(
  entries: AsyncIterable<RawEntry>,
  tell: (entry: number, reason: string) => void,
): AsyncGenerator<readonly Numbered[]> {
  let batch: Numbered[] = [];
  let characters = 0;
  for await (const { number, text } of entries) {
    const arrival = readEntry(text);
    if ("fault" in arrival) {
      tell(number, arrival.fault);
      continue;
    }
    if (batch.length === BATCH_ENTRIES || characters + text.length > BATCH_CHARACTERS) {
      yield batch;
      batch = [];
      characters = 0;
    }
    characters += text.length;
    batch.push({ ...arrival, number });
  }
  if (batch.length > 0) yield batch;
}

/** Begins to make the next one while the last is worked on. */
async function* ahead<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  for (let next = iterator.next(); ; ) {
    const { value, done } = await next;
    if (done) return;
    next = iterator.next();
    // What failed is thrown where it is waited for.
    next.catch(() => undefined);
    yield value;
  }
}

interface Answer {
  readonly faults: readonly { readonly index: number; readonly message: string }[];
}

/** Those of a batch that an answer finds no fault with. */
function without(
  batch: readonly Numbered[],
  { faults }: Answer,
  tell: (entry: number, reason: string) => void,
): readonly Numbered[] {
  const reasons = new Map(faults.map(({ index, message }) => [index, message]));
  return batch.filter(({ number }, index) => {
    const reason = reasons.get(index);
    if (reason !== undefined) tell(number, reason);
    return reason === undefined;
  });
}
