import type { Secrets } from "@signet/kit";
import { emptyChain, isOwnChain, isOwnEntry, linkOf } from "./hash.ts";
import type { ChainStore } from "./store.ts";

/** What is wrong with a log, and where. */
export interface Finding {
  readonly kind: "changed" | "removed" | "inserted" | "chain";
  /** The entry, where there is one. */
  readonly entryId: string;
  /** Its place, or those that are missing. */
  readonly firstSeq: bigint;
  readonly lastSeq: bigint;
  readonly message: string;
}

/** Where verifying goes on. */
export interface Cursor {
  readonly seq: bigint;
  readonly hash: string;
}

/** What looking at a part of a log came to. */
export interface Verified {
  readonly checked: number;
  readonly findings: readonly Finding[];
  readonly cursor: Cursor;
  /** Everything was looked at. */
  readonly done: boolean;
}

/** Looks at up to `limit` entries behind the cursor; without one at the beginning. Stops at the end of the chain. */
export async function verifySome(
  { store, secrets }: { readonly store: ChainStore; readonly secrets: Secrets },
  tenantId: string,
  { cursor, limit }: { readonly cursor: Cursor | undefined; readonly limit: number },
): Promise<Verified> {
  const chain = await store.chain(tenantId);
  const { seq: end, hash: endHash, anchorSeq, anchorHash } = chain ?? emptyChain;
  const findings: Finding[] = [];
  if (chain && !isOwnChain(secrets, tenantId, chain)) {
    findings.push(found("chain", "", [anchorSeq, end], "the chain's beginning or end was not written with our keys"));
  }
  // What is over its time may have been removed since the part before this one was looked at.
  let { seq, hash } = cursor && cursor.seq >= anchorSeq ? cursor : { seq: anchorSeq, hash: anchorHash };
  const entries = await store.sealed(tenantId, seq, limit);
  let checked = 0;
  for (const entry of entries) {
    const at = entry.seq ?? 0n;
    if (at > end) {
      // Sealed since the chain was read, or not by us: a chain that was read later tells.
      const later = await store.chain(tenantId);
      if (!later || at > later.seq) {
        findings.push(found("inserted", entry.id, [at, at], "the entry stands behind the end of the chain"));
        continue;
      }
      break;
    }
    if (at > seq + 1n) findings.push(found("removed", "", [seq + 1n, at - 1n], "entries are missing"));
    // Behind a gap the link before is not known; then the end and the entry's own HMAC tell.
    const isRight =
      at === seq + 1n
        ? linkOf(tenantId, entry, { seq: at, after: hash }) === entry.hash
        : isOwnEntry(secrets, tenantId, entry);
    if (!isRight) findings.push(found("changed", entry.id, [at, at], "the entry is not what was sealed"));
    seq = at;
    hash = entry.hash ?? "";
    checked += 1;
  }

  const done = entries.length < limit || seq >= end;
  if (done) {
    if (seq < end) findings.push(found("removed", "", [seq + 1n, end], "the newest entries are missing"));
    else if (seq === end && hash !== endHash)
      findings.push(found("changed", "", [seq, seq], "the chain ends elsewhere"));
    findings.push(...(await strangers({ store, secrets }, tenantId)));
  }
  return { checked, findings, cursor: { seq, hash }, done };
}

const STRANGERS = 500;

/** Entries without a place that were not appended with our keys, and never get one. */
async function strangers({ store, secrets }: { store: ChainStore; secrets: Secrets }, tenantId: string) {
  const waiting = await store.unsealed(tenantId, undefined, STRANGERS);
  return waiting
    .filter((entry) => !isOwnEntry(secrets, tenantId, entry))
    .map((entry) =>
      found("inserted", entry.id, [0n, 0n], "the entry was not appended with our keys, or changed since"),
    );
}

function found(
  kind: Finding["kind"],
  entryId: string,
  [firstSeq, lastSeq]: [bigint, bigint],
  message: string,
): Finding {
  return { kind, entryId, firstSeq, lastSeq, message };
}
