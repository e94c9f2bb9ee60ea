import type { Database, SqlValue } from "@signet/db";
import type { UserFilter } from "./store.ts";

/** Conditions on identity_users u, and the values that stand for their marks. */
export interface Where {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Whether a filter lets every user through who has a name. */
export function isEverybody({ address, username, anyName, ids, from, before, named }: UserFilter): boolean {
  return named && ids.length === 0 && [address, username, anyName, from, before].every((each) => each === undefined);
}

/** A filter as SQL. What was asked for is only ever a value. */
export function whereOf(dialect: Database["dialect"], tenantId: string, filter: UserFilter): Where {
  const { address, username, anyName, ids, from, before, named } = filter;
  const values: SqlValue[] = [tenantId];
  const mark = (value: SqlValue) => `$${values.push(value)}`;
  const conditions = ["u.tenant_id = $1"];

  if (ids.length > 0) conditions.push(`u.id ${inList(dialect, mark, ids)}`);
  if (address !== undefined && username !== undefined) {
    conditions.push(among(byAddress(mark(address)), byUsername(mark(username))));
  } else if (address !== undefined) conditions.push(among(byAddress(mark(address))));
  else if (username !== undefined) conditions.push(among(byUsername(mark(username))));
  if (anyName !== undefined) {
    const pattern = mark(anyName);
    conditions.push(among(byAddress(pattern), byUsername(pattern), byShownName(pattern)));
  }
  if (from !== undefined) conditions.push(`u.created_at >= ${mark(from)}`);
  if (before !== undefined) conditions.push(`u.created_at < ${mark(before)}`);
  if (named) conditions.push("u.is_named");
  return { text: conditions.join(" AND "), values };
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

/** One value for a list of any length: a mark for each would come to an end at 65,535 of them. */
function inList(dialect: Database["dialect"], mark: (value: SqlValue) => string, ids: readonly string[]): string {
  if (dialect === "postgresql") return `= ANY(${mark(ids)}::text[])`;
  const list = mark(JSON.stringify(ids));
  return `IN (SELECT j.id COLLATE utf8mb4_bin FROM JSON_TABLE(${list}, '$[*]' COLUMNS (id VARCHAR(36) PATH '$')) j)`;
}
