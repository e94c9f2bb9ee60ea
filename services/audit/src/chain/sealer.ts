import type { Secrets } from "@signet/kit";
import type { Entry } from "../entry.ts";
import { type Chain, chainMac, emptyChain, isOwnChain, isOwnEntry, linkOf } from "./hash.ts";
import type { ChainStore, ProvenChain, Seal } from "./store.ts";

const BATCH = 500;

/** What sealing and cutting need. */
export interface ChainDeps {
  readonly store: ChainStore;
  readonly secrets: Secrets;
  readonly now: () => Date;
  /** Hears, again and again, of a chain whose beginning or end was not written with our keys: it is left alone. */
  readonly onForged: (tenantId: string) => void;
}

/**
 * Gives every entry that has none its place in its tenant's chain. Any number of processes may do so at once: one moves a
 * chain, the others look again. Entries that were not appended with our keys get no place; verifying names them.
 */
export async function sealAll(deps: ChainDeps, signal: AbortSignal): Promise<void> {
  for (const tenantId of await deps.store.tenantsToSeal()) {
    let after: Entry | undefined;
    for (let more = true; more && !signal.aborted; ) {
      // First the chain, then what has no place: were it the other way round, another could seal these in between.
      const chain = await deps.store.chain(tenantId);
      const entries = await deps.store.unsealed(tenantId, after, BATCH);
      if (!isUsable(deps, tenantId, chain)) break;
      const own = entries.filter((entry) => isOwnEntry(deps.secrets, tenantId, entry));
      // Somebody else seals this tenant just now.
      if (own.length > 0 && !(await seal(deps, tenantId, { chain, entries: own }))) break;
      more = entries.length === BATCH;
      after = entries.at(-1);
    }
  }
}

function seal(
  { store, secrets, now }: ChainDeps,
  tenantId: string,
  { chain: from, entries }: { readonly chain: ProvenChain | undefined; readonly entries: readonly Entry[] },
): Promise<boolean> {
  const seals: Seal[] = [];
  let { seq, hash, ...anchor } = withoutMac(from);
  for (const entry of entries) {
    seq += 1n;
    hash = linkOf(tenantId, entry, { seq, after: hash });
    seals.push({ id: entry.id, seq, hash });
  }
  const to = { ...anchor, seq, hash };
  return store.seal(tenantId, seals, { from, to: { ...to, mac: chainMac(secrets, tenantId, to) }, now: now() });
}

function withoutMac(chain: ProvenChain | undefined): Chain {
  if (!chain) return emptyChain;
  const { mac: _, ...rest } = chain;
  return rest;
}

/** Removes what is older than a time from the beginnings of all chains, up to `limit` from each; gives the number. */
export async function cutBefore(deps: ChainDeps, time: Date, limit: number): Promise<number> {
  const { store, secrets, now } = deps;
  let count = 0;
  for (const tenantId of await store.tenants()) {
    const from = await store.chain(tenantId);
    const oldest = await store.lastBefore(tenantId, time);
    if (!from || oldest === undefined || oldest <= from.anchorSeq || !isUsable(deps, tenantId, from)) continue;
    const furthest = from.anchorSeq + BigInt(limit);
    const last = oldest < furthest ? oldest : furthest;
    const [entry] = await store.sealed(tenantId, last - 1n, 1);
    const next = { seq: from.seq, hash: from.hash, anchorSeq: last, anchorHash: entry?.hash ?? "" };
    const to = { ...next, mac: chainMac(secrets, tenantId, next) };
    const removed = await store.cut(tenantId, { from, to, now: now() });
    count += removed === false ? 0 : removed;
  }
  return count;
}

/** How many entries of all chains are older than a time. */
export async function countBefore({ store }: ChainDeps, time: Date): Promise<number> {
  let count = 0n;
  for (const tenantId of await store.tenants()) {
    const chain = await store.chain(tenantId);
    const oldest = await store.lastBefore(tenantId, time);
    if (chain && oldest !== undefined && oldest > chain.anchorSeq) count += oldest - chain.anchorSeq;
  }
  return Number(count);
}

/** Going on from a forged end would make the forgery ours. */
function isUsable({ secrets, onForged }: ChainDeps, tenantId: string, chain: ProvenChain | undefined): boolean {
  if (!chain || isOwnChain(secrets, tenantId, chain)) return true;
  onForged(tenantId);
  return false;
}
