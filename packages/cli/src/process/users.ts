import { createWriteStream } from "node:fs";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { CredentialTransferService } from "@signet/proto/credential/v1/credential_transfer_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { UserTransferService } from "@signet/proto/identity/v1/user_transfer_service";
import { exportEntries } from "../users/export.ts";
import { inBlocks, listText, openInput, writeOutput } from "../users/files.ts";
import { type EntryFault, type ImportResult, importUsers } from "../users/import.ts";
import { jsonEntries, type RawEntry } from "../users/json-entries.ts";
import { decrypted, encrypted, readPassphrase } from "../users/passphrase.ts";
import { createProgress, type Progress } from "../users/progress.ts";
import { sparing } from "../users/sparing.ts";
import { type CommandInput, withUnits } from "./units.ts";

/** What `signet user import` may be told. */
export interface ImportSettings {
  readonly source: { readonly file: string } | { readonly url: string };
  readonly passphraseFile?: string | undefined;
  readonly dryRun: boolean;
  readonly skipInvalid: boolean;
  /** Where every fault goes besides stderr, one JSON object per line. */
  readonly report?: string | undefined;
}

/** Imports users; each faulty entry is one line on stderr. */
export async function importFrom(input: CommandInput, settings: ImportSettings): Promise<ImportResult> {
  const { source, passphraseFile, dryRun, skipInvalid } = settings;
  const { chunks, bytes } = await openInput(source);
  const progress = createProgress(bytes);
  const passphrase = () => {
    if (passphraseFile === undefined) throw new Error("the file is encrypted: add --passphrase-file");
    return readPassphrase(passphraseFile);
  };
  const report = settings.report === undefined ? undefined : createWriteStream(settings.report, { mode: 0o600 });
  const onFault = (fault: EntryFault) => {
    progress.clear();
    console.error(`Error at entry ${fault.entry} : ${fault.reason}`);
    report?.write(`${JSON.stringify(fault)}\n`);
  };
  try {
    return await withUnits(input, ({ peers, call }) => {
      const importPeers = {
        users: peers.client(UserTransferService),
        credentials: peers.client(CredentialTransferService),
        cleaner: peers.client(CredentialService),
        call,
      };
      const entries = sparing(counted(jsonEntries(decrypted(progress.watch(chunks), passphrase)), progress));
      return importUsers(entries, importPeers, { dryRun, skipInvalid, onFault });
    });
  } finally {
    progress.clear();
    await new Promise<void>((resolve) => (report ? report.end(() => resolve()) : resolve()));
  }
}

async function* counted<T extends RawEntry | object>(entries: AsyncIterable<T>, progress: Progress): AsyncGenerator<T> {
  for await (const entry of entries) {
    progress.count(1);
    yield entry;
  }
}

/** What `signet user export` may be told. */
export interface ExportSettings {
  /** "-" for stdout. */
  readonly file: string;
  /** Includes credentials, and encrypts everything with the passphrase in this file. */
  readonly passphraseFile?: string | undefined;
  /** One user per line in place of an array. */
  readonly lines: boolean;
}

/** Exports all users of the tenant and gives their number. */
export async function exportTo(input: CommandInput, { file, passphraseFile, lines }: ExportSettings): Promise<number> {
  const passphrase = passphraseFile === undefined ? undefined : await readPassphrase(passphraseFile);
  const progress = createProgress(undefined);
  let count = 0;
  try {
    await withUnits(input, async ({ peers, call }) => {
      const exportPeers = {
        users: peers.client(IdentityService),
        credentials: peers.client(CredentialTransferService),
        call,
      };
      async function* entries() {
        for await (const entry of exportEntries(exportPeers, { withSecrets: passphrase !== undefined })) {
          count += 1;
          yield entry;
        }
      }
      const text = inBlocks(listText(counted(entries(), progress), lines));
      await writeOutput(file, passphrase === undefined ? text : encrypted(text, passphrase));
    });
  } finally {
    progress.clear();
  }
  return count;
}
