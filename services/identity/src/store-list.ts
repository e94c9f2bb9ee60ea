import type { Database, SqlValue } from "@signet/db";
import type { UserFilter, UserPage } from "./store.ts";

interface Lists {
  /** The ids of one page. */
  idsOf(tenantId: string, filter: UserFilter, page: UserPage): Promise<readonly string[]>;
  count(tenantId: string, filter: UserFilter): Promise<number>;
}

/** Conditions and the values that stand for their marks. */
interface Where {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * Lists of users by statements of our own: a page is found along the index of the times of creation, however large the
 * table is. Prisma would gather every address of the tenant to find those who have one.
 */
export function createUserLists({ sql, dialect }: Database): Lists {
  // One text takes a list of any length, so that it is prepared once.
  const inList = (mark: string) =>
    dialect === "postgresql"
      ? `= ANY(${mark}::text[])`
      : `IN (SELECT j.id COLLATE utf8mb4_bin FROM JSON_TABLE(${mark}, '$[*]' COLUMNS (id VARCHAR(36) PATH '$')) j)`;

  function whereOf(tenantId: string, { address, username, ids, named }: UserFilter): Where {
    const values: SqlValue[] = [tenantId];
    const mark = (value: SqlValue) => `$${values.push(value)}`;
    const either = [
      address !== undefined &&
        `u.id IN (SELECT user_id FROM identity_emails WHERE tenant_id = $1 AND address LIKE ${mark(address)})`,
      username !== undefined &&
        `u.id IN (SELECT user_id FROM identity_usernames WHERE tenant_id = $1 AND LOWER(username) LIKE ${mark(username)})`,
    ].filter((condition) => condition !== false);
    const conditions = ["u.tenant_id = $1"];
    if (ids.length > 0) conditions.push(`u.id ${inList(mark(dialect === "postgresql" ? ids : JSON.stringify(ids)))}`);
    if (either.length > 0) conditions.push(`(${either.join(" OR ")})`);
    // A value is asked for and not EXISTS, which the planner turns into a reading of the whole table.
    else if (named)
      conditions.push(`(${oneOf("identity_emails")} IS NOT NULL OR ${oneOf("identity_usernames")} IS NOT NULL)`);
    return { text: conditions.join(" AND "), values };
  }

  return {
    async idsOf(tenantId, filter, { ascending, limit, skip, after }) {
      const { text, values: filtered } = whereOf(tenantId, filter);
      const values = [...filtered];
      const mark = (value: SqlValue) => `$${values.push(value)}`;
      const [direction, beyond] = ascending ? ["ASC", ">"] : ["DESC", "<"];
      let position = "";
      if (after) {
        const [time, id] = [mark(after.createTime), mark(after.id)];
        position = `AND u.created_at ${beyond}= ${time} AND (u.created_at ${beyond} ${time} OR u.id ${beyond} ${id})`;
      }
      const statement = `SELECT u.id FROM identity_users u WHERE ${text} ${position}
        ORDER BY u.created_at ${direction}, u.id ${direction} LIMIT ${mark(limit)} OFFSET ${mark(skip)}`;
      const rows = await sql.query<{ id: string }>(
        nameOf("list", filter, `${direction}${after ? "_after" : ""}`),
        statement,
        values,
      );
      return rows.map(({ id }) => id);
    },

    async count(tenantId, filter) {
      const { address, username, ids, named } = filter;
      const isEverybody = named && address === undefined && username === undefined && ids.length === 0;
      const { text, values } = whereOf(tenantId, filter);
      const statement = `SELECT COUNT(*) AS total FROM identity_users u WHERE ${text}`;
      const [row] = isEverybody
        ? await sql.query<Total>("identity_count_everybody", everybody, [tenantId])
        : await sql.query<Total>(nameOf("count", filter), statement, values);
      return Number(row?.total ?? 0);
    },
  };
}

interface Total {
  readonly total: bigint;
}

/** A user with addresses has one primary address, so counting those needs no look at the users. */
const everybody = `
  SELECT (SELECT COUNT(*) FROM identity_emails WHERE tenant_id = $1 AND is_primary)
    + (SELECT COUNT(*) FROM identity_usernames n WHERE n.tenant_id = $1 AND NOT EXISTS (
        SELECT 1 FROM identity_emails e WHERE e.tenant_id = n.tenant_id AND e.user_id = n.user_id)) AS total`;

function oneOf(table: string): string {
  return `(SELECT 1 FROM ${table} o WHERE o.tenant_id = u.tenant_id AND o.user_id = u.id LIMIT 1)`;
}

/** A statement is prepared under its name, so each text needs one of its own. */
function nameOf(verb: string, { address, username, ids, named }: UserFilter, variant = ""): string {
  const parts = [
    address !== undefined && "address",
    username !== undefined && "username",
    ids.length > 0 && "ids",
    named && "named",
  ];
  return ["identity", verb, ...parts.filter((part) => part !== false), variant].join("_");
}
