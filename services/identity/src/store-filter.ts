import type { Database, SqlValue } from "@signet/db";
import type { UserFilter } from "./store.ts";

/** Conditions on identity_users u, the values that stand for their marks, and a name for this kind of condition. */
export interface Where {
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** A statement is prepared under its name, so each text needs one of its own. */
  readonly name: string;
}

/** Whether a filter lets every user through who has a name. */
export function isEverybody({ address, username, anyName, ids, from, before, named }: UserFilter): boolean {
  return named && ids.length === 0 && [address, username, anyName, from, before].every((each) => each === undefined);
}

/** A filter as SQL. What was asked for is only ever a value. */
export function whereOf(dialect: Database["dialect"], tenantId: string, filter: UserFilter): Where {
  const { address, username, anyName, ids, from, before, named } = filter;
  const values: SqlValue[] = [tenantId];
  const names: string[] = [];
  const mark = (value: SqlValue) => `$${values.push(value)}`;
  const conditions = ["u.tenant_id = $1"];
  const add = (name: string, condition: string) => {
    names.push(name);
    conditions.push(condition);
  };

  if (ids.length > 0) add("ids", `u.id ${inList(dialect, mark, ids)}`);
  if (address !== undefined && username !== undefined) {
    add("either", among(byAddress(mark(address)), byUsername(mark(username))));
  } else if (address !== undefined) add("address", among(byAddress(mark(address))));
  else if (username !== undefined) add("username", among(byUsername(mark(username))));
  if (anyName !== undefined) {
    const pattern = mark(anyName);
    add("any", among(byAddress(pattern), byUsername(pattern), byShownName(pattern)));
  }
  if (from !== undefined) add("from", `u.created_at >= ${mark(from)}`);
  if (before !== undefined) add("before", `u.created_at < ${mark(before)}`);
  if (named) add("named", "u.is_named");
  return { text: conditions.join(" AND "), values, name: names.join("_") };
}

/**
 * One list and not several with OR between them: those, too long for memory, would be gone through for every user. Each id
 * once: of a list with repetitions PostgreSQL believes that it has 200 different ones, and looks for a million one by one.
 */
function among(...lists: readonly string[]): string {
  return `u.id IN (${lists.join(" UNION ")})`;
}

function byAddress(pattern: string): string {
  return `SELECT user_id FROM identity_emails WHERE tenant_id = $1 AND address LIKE ${pattern}`;
}

function byUsername(pattern: string): string {
  return `SELECT user_id FROM identity_usernames WHERE tenant_id = $1 AND LOWER(username) LIKE ${pattern}`;
}

function byShownName(pattern: string): string {
  const shown = "LOWER(CONCAT_WS(' ', n.name, n.given_name, n.family_name))";
  return `SELECT n.id FROM identity_users n WHERE n.tenant_id = $1 AND ${shown} LIKE ${pattern}`;
}

/** One text takes a list of any length, so that it is prepared once. */
function inList(dialect: Database["dialect"], mark: (value: SqlValue) => string, ids: readonly string[]): string {
  if (dialect === "postgresql") return `= ANY(${mark(ids)}::text[])`;
  const list = mark(JSON.stringify(ids));
  return `IN (SELECT j.id COLLATE utf8mb4_bin FROM JSON_TABLE(${list}, '$[*]' COLUMNS (id VARCHAR(36) PATH '$')) j)`;
}
