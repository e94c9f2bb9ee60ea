import { createHash } from "node:crypto";
import type { JsonValue } from "@bufbuild/protobuf";
import type { Secrets } from "@signet/kit";
import type { Entry } from "../entry.ts";

/** Where a tenant's chain begins and ends. */
export interface Chain {
  readonly seq: bigint;
  readonly hash: string;
  readonly anchorSeq: bigint;
  readonly anchorHash: string;
}

/** A chain without entries. */
export const emptyChain: Chain = { seq: 0n, hash: "", anchorSeq: 0n, anchorHash: "" };

/** What the HMACs of entries and of chains are made for. */
const ENTRY = "audit-entry";
const CHAIN = "audit-chain";

/** Proves that whoever appended an entry had our keys. */
export function entryMac(secrets: Secrets, tenantId: string, entry: Entry): string {
  return secrets.mac(ENTRY, textOf(tenantId, entry));
}

/** Whether an entry was appended with our keys, and is as it was then. */
export function isOwnEntry(secrets: Secrets, tenantId: string, entry: Entry & { readonly mac: string }): boolean {
  return secrets.isMac(ENTRY, textOf(tenantId, entry), entry.mac);
}

/** The link of an entry: SHA-256 over it, its place and the link before it, base64url. */
export function linkOf(tenantId: string, entry: Entry, at: { readonly seq: bigint; readonly after: string }): string {
  return createHash("sha256")
    .update(`${at.seq}\n${at.after}\n${textOf(tenantId, entry)}`)
    .digest("base64url");
}

/** Proves that beginning and end of a chain were written with our keys. */
export function chainMac(secrets: Secrets, tenantId: string, chain: Chain): string {
  return secrets.mac(CHAIN, chainText(tenantId, chain));
}

/** Whether they are as they were written. */
export function isOwnChain(secrets: Secrets, tenantId: string, chain: Chain & { readonly mac: string }): boolean {
  return secrets.isMac(CHAIN, chainText(tenantId, chain), chain.mac);
}

function chainText(tenantId: string, { seq, hash, anchorSeq, anchorHash }: Chain): string {
  return JSON.stringify([tenantId, String(seq), hash, String(anchorSeq), anchorHash]);
}

/** Everything an entry says, in one spelling: databases keep the members of objects in orders of their own. */
function textOf(tenantId: string, entry: Entry): string {
  const { id, type, error, requestId, sourceIp, userAgent, actorUserId, actorEmail, details, createTime } = entry;
  const said = [id, type, error, requestId, sourceIp, userAgent, actorUserId, actorEmail];
  return JSON.stringify([tenantId, ...said, sorted(details ?? null), createTime.toISOString()]);
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
