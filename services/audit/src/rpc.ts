import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Timestamp, timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, isUuid, problem } from "@signet/kit";
import {
  AuditService,
  type EntrySchema,
  FindingKind,
  type FindingSchema,
  type ListEntriesRequest,
  type Entry as ProtoEntry,
} from "@signet/proto/audit/v1/audit_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { ChainDeps } from "./chain/sealer.ts";
import { type Finding, verifySome } from "./chain/verify.ts";
import type { Append } from "./entries.ts";
import type { Entry } from "./entry.ts";
import type { AuditStore } from "./store.ts";

const LARGEST_PAGE = 1_000;
const DEFAULT_PAGE = 20;
const LARGEST_PART = 5_000;
const DEFAULT_PART = 1_000;

/** What the handlers need. */
interface AuditDeps {
  readonly append: Append;
  readonly store: Pick<AuditStore, "list">;
  readonly chains: ChainDeps;
  readonly now: () => Date;
}

/** Serves signet.audit.v1.AuditService. */
export function auditRoutes({ append, store, chains, now }: AuditDeps) {
  return (router: ConnectRouter) =>
    router.service(AuditService, {
      async appendEntry({ entry }, context) {
        if (!entry || !isUuid(entry.entryId) || entry.type === "") {
          throw problem(Reason.ARGUMENT_INVALID, "an entry needs entry_id (a UUID) and type");
        }
        await append(callerOf(context).tenantId, fromProto(entry, now()));
        return {};
      },

      async listEntries(request, context) {
        if (request.pageSize < 0 || request.pageSize > LARGEST_PAGE || request.skip < 0) {
          throw problem(Reason.ARGUMENT_INVALID, `page_size must be 0 to ${LARGEST_PAGE}, skip at least 0`);
        }
        const { types, actorUserId, actorEmail, sourceIp, query } = request;
        // PostgreSQL cannot be asked for it, and no entry has it.
        if ([...types, actorUserId, actorEmail, sourceIp, query].some((text) => text.includes("\0"))) {
          throw problem(Reason.ARGUMENT_INVALID, "a filter cannot hold the character U+0000");
        }
        const filter = { ...request, startTime: date(request.startTime), endTime: date(request.endTime) };
        const { skip, oldestFirst } = request;
        const page = { skip, size: request.pageSize || DEFAULT_PAGE, oldestFirst, after: positionFrom(request) };
        const { entries, total } = await store.list(callerOf(context).tenantId, filter, page);
        return { entries: entries.map(toProto), totalSize: BigInt(total) };
      },

      async verifyEntries({ after, pageSize }, context) {
        if (pageSize < 0 || pageSize > LARGEST_PART || (after && after.seq < 0n)) {
          throw problem(Reason.ARGUMENT_INVALID, `page_size must be 0 to ${LARGEST_PART}, seq at least 0`);
        }
        const part = { cursor: after, limit: pageSize || DEFAULT_PART };
        const { findings, ...rest } = await verifySome(chains, callerOf(context).tenantId, part);
        return { ...rest, findings: findings.map(findingToProto) };
      },
    });
}

const kinds = {
  changed: FindingKind.CHANGED,
  removed: FindingKind.REMOVED,
  inserted: FindingKind.INSERTED,
  chain: FindingKind.CHAIN,
} satisfies Record<Finding["kind"], FindingKind>;

function findingToProto({ kind, ...rest }: Finding): MessageInitShape<typeof FindingSchema> {
  return { kind: kinds[kind], ...rest };
}

function positionFrom({ after, skip }: ListEntriesRequest) {
  if (!after) return undefined;
  const createTime = date(after.createTime);
  if (createTime && isUuid(after.entryId) && skip === 0) return { id: after.entryId, createTime };
  throw problem(Reason.ARGUMENT_INVALID, "after needs create_time and entry_id (a UUID), and no skip beside it");
}

function date(time: Timestamp | undefined): Date | undefined {
  return time && timestampDate(time);
}

function fromProto({ entryId, createTime, ...entry }: ProtoEntry, now: Date): Entry {
  const { type, error, requestId, sourceIp, userAgent, actorUserId, actorEmail, details } = entry;
  const time = date(createTime) ?? now;
  return {
    id: entryId,
    type,
    error,
    requestId,
    sourceIp,
    userAgent,
    actorUserId,
    actorEmail,
    details,
    createTime: time,
  };
}

function toProto({ id, createTime, ...entry }: Entry): MessageInitShape<typeof EntrySchema> {
  const time = timestampFromDate(createTime);
  return { entryId: id, ...entry, createTime: time, updateTime: time };
}
