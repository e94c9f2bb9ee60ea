import type { Database } from "@signet/db";
import type { OutboxRow } from "@signet/kit";
import { createUserLists } from "./store-list.ts";
import { createPostgresqlVerbs, readByStatement } from "./store-postgresql.ts";
import { createPrismaVerbs } from "./store-prisma.ts";
import type { User } from "./user.ts";

/** Everything the identity service asks of its database. */
export interface IdentityStore {
  find(tenantId: string, id: string): Promise<User | undefined>;
  findByAddress(tenantId: string, address: string): Promise<User | undefined>;
  /** The username as given, otherwise in lower case. */
  findByUsername(tenantId: string, username: string): Promise<User | undefined>;
  /** The users of a list of ids, in its order; unknown ids are left out. */
  findAll(tenantId: string, ids: readonly string[]): Promise<readonly User[]>;
  /** The users that match, by time of creation. */
  list(tenantId: string, filter: UserFilter, page: UserPage): Promise<readonly User[]>;
  count(tenantId: string, filter: UserFilter): Promise<number>;
  /** Saves a user and the event together. False, and nothing is saved, if the id, an address or the name is in use. */
  insert(tenantId: string, user: User, event: OutboxRow): Promise<boolean>;
  /**
   * Lets `decide` change a user whom nobody else changes meanwhile, and saves what differs and the events together.
   * "taken", and nothing is saved, if the new address or username is in use.
   */
  change(tenantId: string, id: string, decide: Decide): Promise<User | "unknown" | "taken">;
  /** Deletes a user and all that is theirs, and saves the event. Does nothing when there is no such user. */
  delete(tenantId: string, id: string, eventOf: (user: User) => OutboxRow): Promise<void>;
}

/** Decides on the state of a user; what it throws undoes everything. Must be pure: it may be asked twice. */
export type Decide = (user: User) => { readonly user: User; readonly events: readonly OutboxRow[] };

/** Which users. */
export interface UserFilter {
  /** LIKE patterns for part of an address or a username, in lower case; a user who matches either is meant. */
  readonly address: string | undefined;
  readonly username: string | undefined;
  /** Only these, unless empty. */
  readonly ids: readonly string[];
  /** A LIKE pattern, in lower case, for part of an address, a username or a name. */
  readonly anyName: string | undefined;
  /** Created then or later, and before that. */
  readonly from: Date | undefined;
  readonly before: Date | undefined;
  /** Leaves out users who have neither an address nor a username. */
  readonly named: boolean;
}

/** Which part of a list. */
export interface UserPage {
  readonly ascending: boolean;
  readonly limit: number;
  readonly skip: number;
  /** The last user of the page before. */
  readonly after: { readonly createTime: Date; readonly id: string } | undefined;
}

/** Opens the store; on PostgreSQL the hot verbs are one statement each. */
export function createIdentityStore(db: Database): IdentityStore {
  const verbs =
    db.dialect === "postgresql"
      ? { ...createPrismaVerbs(db, readByStatement), ...createPostgresqlVerbs(db.sql) }
      : createPrismaVerbs(db);
  const { idsOf, count } = createUserLists(db);
  return {
    ...verbs,
    count,
    list: async (tenantId, filter, page) => verbs.findAll(tenantId, await idsOf(tenantId, filter, page)),
  };
}
