import { once } from "node:events";
import type { Writable } from "node:stream";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { auditEntryJson } from "@signet/json";
import {
  AuditService,
  type Entry,
  type Finding,
  FindingKind,
  type VerifyEntriesResponse,
} from "@signet/proto/audit/v1/audit_service";
import { type CommandInput, withUnits } from "./units.ts";

/** Something that is wrong with the log, for people. */
export interface FindingShown {
  readonly kind: string;
  /** Its place in the chain, or the places that are missing. */
  readonly places: string;
  readonly entryId: string;
  readonly message: string;
}

/** What verifying came to. */
export interface AuditVerified {
  readonly checked: number;
  readonly findings: readonly FindingShown[];
  /** The end of the chain, `seq:hash`; empty while nothing was sealed. */
  readonly end: string;
}

/** A place in the chain and its hash. */
interface Point {
  readonly seq: bigint;
  readonly hash: string;
}

const PART = 5_000;
const PAGE = 500;

/** Looks at the whole log of a tenant. `through` is an end that was noted earlier and that it must lead through. */
export function verifyAudit(input: CommandInput, through: Point | undefined): Promise<AuditVerified> {
  return withUnits(input, async ({ peers, call }) => {
    const audit = peers.client(AuditService);
    const findings: Finding[] = [];
    let checked = 0;
    let end: Point = { seq: 0n, hash: "" };
    let met = through === undefined;
    for (let part: VerifyEntriesResponse | undefined; !part?.done; ) {
      // A part that ends at the noted place shows its hash.
      const left = through && !met && through.seq > end.seq ? Number(through.seq - end.seq) : PART;
      const after: Point | undefined = part?.cursor;
      part = await audit.verifyEntries({ after, pageSize: Math.min(PART, left) }, call);
      checked += part.checked;
      findings.push(...part.findings);
      end = part.cursor ?? end;
      if (through && end.seq === through.seq) met = end.hash === through.hash;
      if (part.checked === 0 && !part.done) throw new Error("the log cannot be read to its end");
    }
    const missed: FindingShown[] =
      met || !through
        ? []
        : [{ kind: "chain", places: String(through.seq), entryId: "", message: "the log does not lead through there" }];
    return {
      checked,
      findings: [...findings.map(shown), ...missed],
      end: end.hash === "" ? "" : `${end.seq}:${end.hash}`,
    };
  });
}

/** Which entries to export; empty members do not filter. */
export interface ExportFilter {
  readonly since?: Date;
  readonly until?: Date;
  readonly type: readonly string[];
  readonly actor: string;
  readonly email: string;
  readonly ip: string;
}

/** Writes entries as lines of JSON in the form of the admin API, oldest first, and gives their number. */
export function exportAudit(input: CommandInput, filter: ExportFilter, to: Writable): Promise<number> {
  const { since, until, type, actor, email, ip } = filter;
  const request = {
    startTime: since && timestampFromDate(since),
    endTime: until && timestampFromDate(until),
    types: [...type],
    actorUserId: actor,
    actorEmail: email,
    sourceIp: ip,
    pageSize: PAGE,
    oldestFirst: true,
  };
  return withUnits(input, async ({ peers, call }) => {
    const audit = peers.client(AuditService);
    let count = 0;
    for (let last: Entry | undefined; ; ) {
      const after = last && { createTime: last.createTime, entryId: last.entryId };
      const { entries } = await audit.listEntries({ ...request, after }, call);
      count += entries.length;
      const lines = entries.map((entry) => `${JSON.stringify(auditEntryJson(entry))}\n`).join("");
      if (!to.write(lines)) await once(to, "drain");
      last = entries.at(-1);
      if (entries.length < PAGE) return count;
    }
  });
}

function shown({ kind, firstSeq, lastSeq, entryId, message }: Finding): FindingShown {
  const places = firstSeq === 0n ? "" : firstSeq === lastSeq ? String(firstSeq) : `${firstSeq}-${lastSeq}`;
  return { kind: FindingKind[kind].toLowerCase(), places, entryId, message };
}
