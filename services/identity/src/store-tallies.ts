import type { Sql } from "@signet/db";
import type { UserPage } from "./store.ts";

/** The list of everybody who has a name, by the tallies that triggers keep of it (docs/decisions/0022). */
export interface Tallies {
  /** The ids of a page at any depth. */
  idsOf(tenantId: string, page: Pick<UserPage, "ascending" | "limit" | "skip">): Promise<readonly string[]>;
  count(tenantId: string): Promise<number>;
}

/** Reads the tallies. Users of one transaction and their tallies are seen together, so the sums are always true. */
export function createTallies(sql: Sql): Tallies {
  return {
    async idsOf(tenantId, { ascending, limit, skip }) {
      const [name, statement] = ascending ? (["asc", ASCENDING] as const) : (["desc", DESCENDING] as const);
      const rows = await sql.query<{ id: string }>(`identity_page_${name}`, statement, [tenantId, skip, limit]);
      return rows.map(({ id }) => id);
    },

    async count(tenantId) {
      const [row] = await sql.query<{ total: bigint }>("identity_count_by_tallies", COUNT, [tenantId]);
      return Number(row?.total ?? 0);
    },
  };
}

const COUNT = `
  SELECT COALESCE(SUM(users), 0) AS total FROM identity_tallies WHERE tenant_id = $1 AND period = 'day'`;

const DESCENDING = pageStatement({
  direction: "DESC",
  begin: "u.created_at < (SELECT starts_at + interval '1 minute' FROM the_minute)",
});

const ASCENDING = pageStatement({ direction: "ASC", begin: "u.created_at >= (SELECT starts_at FROM the_minute)" });

/** Finds the day in which the page begins, then the minute, and walks from there. */
function pageStatement({ direction, begin }: { readonly direction: "ASC" | "DESC"; readonly begin: string }): string {
  const summed = (from: string) => `
    SELECT starts_at, SUM(users) AS users, SUM(SUM(users)) OVER (ORDER BY starts_at ${direction}) - SUM(users) AS before
    FROM ${from} GROUP BY starts_at`;
  return `
  WITH days AS (${summed("identity_tallies WHERE tenant_id = $1 AND period = 'day'")}),
  the_day AS (SELECT starts_at, before FROM days WHERE before <= $2::bigint AND before + users > $2::bigint),
  minutes AS (${summed(`identity_tallies WHERE tenant_id = $1 AND period = 'minute'
    AND starts_at >= (SELECT starts_at FROM the_day) AND starts_at < (SELECT starts_at + interval '1 day' FROM the_day)`)}),
  the_minute AS (
    SELECT m.starts_at, d.before + m.before AS before FROM minutes m, the_day d
    WHERE d.before + m.before <= $2::bigint AND d.before + m.before + m.users > $2::bigint
  )
  SELECT u.id FROM identity_users u
  WHERE u.tenant_id = $1 AND u.is_named AND ${begin}
  ORDER BY u.created_at ${direction}, u.id ${direction}
  LIMIT $3::bigint OFFSET (SELECT $2::bigint - before FROM the_minute)`;
}
