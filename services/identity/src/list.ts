import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import { isUuid, problem, type Secrets } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { ListUsersRequest } from "@signet/proto/identity/v1/identity_service";
import { readPageToken, writePageToken } from "./page-token.ts";
import type { IdentityStore, UserFilter } from "./store.ts";
import type { User } from "./user.ts";

const DEFAULT_SIZE = 20;
const LARGEST_SIZE = 1_000;
const EARLIEST = Date.UTC(1000, 0);
const LATEST = Date.UTC(9999, 11);

/** One page of a list. */
export interface UserList {
  readonly users: readonly User[];
  /** Empty after the last page. */
  readonly nextPageToken: string;
  readonly total: number;
}

/** The page that a request asks for. The total is counted for the first page and carried along in the tokens. */
export async function listUsers(
  { store, secrets }: { readonly store: IdentityStore; readonly secrets: Secrets },
  tenantId: string,
  request: ListUsersRequest,
): Promise<UserList> {
  const { ascending, pageToken, skip } = request;
  const filter = filterOf(request);
  if (request.pageSize < 0 || skip < 0) throw invalid("page_size and skip cannot be negative");
  if (pageToken !== "" && skip > 0) throw invalid("either page_token or skip can be given");
  const size = Math.min(request.pageSize || DEFAULT_SIZE, LARGEST_SIZE);
  const list = [tenantId, filter, ascending];
  const after = pageToken === "" ? undefined : readPageToken(secrets, list, pageToken);

  // One more than asked for tells whether there is a next page.
  const page = { ascending, limit: size + 1, skip, after };
  const [found, total] = await Promise.all([
    store.list(tenantId, filter, page),
    after?.total ?? store.count(tenantId, filter),
  ]);
  const users = found.slice(0, size);
  const last = users.at(-1);
  const nextPageToken =
    last && found.length > size
      ? writePageToken(secrets, list, { createTime: last.createTime, id: last.id, total })
      : "";
  return { users, nextPageToken, total };
}

function filterOf(request: ListUsersRequest): UserFilter {
  const ids = request.userIds.map((id) => id.toLowerCase());
  if (!ids.every(isUuid)) throw invalid("user_ids must be UUIDs");
  if (ids.length > LARGEST_SIZE) throw invalid(`at most ${LARGEST_SIZE} user_ids can be given`);
  return {
    address: patternOf(request.email),
    username: patternOf(request.username),
    // Here nothing stands for anything else.
    anyName: patternOf(request.query)?.replace(/(?<!^)[%_](?!$)/g, "\\$&"),
    ids,
    from: timeOf(request.createdFrom),
    before: timeOf(request.createdBefore),
    named: !request.includeUnnamed,
  };
}

/** A time that databases can compare with; beyond the years of four digits nobody was created. */
function timeOf(time: Timestamp | undefined): Date | undefined {
  if (!time) return undefined;
  const ms = Math.min(Math.max(timestampMs(time), EARLIEST), LATEST);
  return new Date(ms);
}

/** "%" and "_" are the caller's to use; a backslash would escape them and is meant as itself. */
function patternOf(part: string): string | undefined {
  if (part.includes("\0")) throw invalid("a filter cannot hold the character U+0000");
  return part === "" ? undefined : `%${part.toLowerCase().replaceAll("\\", "\\\\")}%`;
}

function invalid(message: string): Error {
  return problem(Reason.ARGUMENT_INVALID, message);
}
