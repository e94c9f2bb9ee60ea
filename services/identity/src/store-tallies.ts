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

const DESCENDING = pageStatement({ direction: "DESC", begin: `u.created_at < ${endOf("seconds")}` });

const ASCENDING = pageStatement({ direction: "ASC", begin: `u.created_at >= ${startOf("seconds")}` });

/** Periods of a tally; how long each is only the database knows. */
type Period = "day" | "hour" | "seconds";

/** The beginning of the period that was found. */
function startOf(period: Period): string {
  return `(SELECT starts_at FROM the_${period})`;
}

function endOf(period: Period): string {
  return `(SELECT starts_at + identity_period_length('${period}') FROM the_${period})`;
}

/** Finds the day in which the page begins, in that the hour, in that the seconds, and walks from there. */
function pageStatement({ direction, begin }: { readonly direction: "ASC" | "DESC"; readonly begin: string }): string {
  /** the_<period>: the one with user $2 in it, and how many users come before it. */
  const find = (period: Period, range: string, before: string) => `
  sums_of_${period} AS (
    SELECT starts_at, SUM(users) AS users,
      ${before} + SUM(SUM(users)) OVER (ORDER BY starts_at ${direction}) - SUM(users) AS before
    FROM identity_tallies WHERE tenant_id = $1 AND period = '${period}' AND ${range} GROUP BY starts_at
  ),
  the_${period} AS (
    SELECT starts_at, before FROM sums_of_${period} WHERE before <= $2::bigint AND before + users > $2::bigint
  )`;
  const findWithin = (longer: Period, period: Period) =>
    find(
      period,
      `starts_at >= ${startOf(longer)} AND starts_at < ${endOf(longer)}`,
      `(SELECT before FROM the_${longer})`,
    );

  return `
  WITH ${[find("day", "true", "0"), findWithin("day", "hour"), findWithin("hour", "seconds")].join(",")}
  SELECT u.id FROM identity_users u
  WHERE u.tenant_id = $1 AND u.is_named AND ${begin}
  ORDER BY u.created_at ${direction}, u.id ${direction}
  LIMIT $3::bigint OFFSET (SELECT $2::bigint - before FROM the_seconds)`;
}
