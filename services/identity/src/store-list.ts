import type { Database, SqlValue } from "@signet/db";
import type { UserFilter, UserPage } from "./store.ts";
import { isEverybody, whereOf } from "./store-filter.ts";
import { createTallies } from "./store-tallies.ts";

interface Lists {
  /** The ids of one page. */
  idsOf(tenantId: string, filter: UserFilter, page: UserPage): Promise<readonly string[]>;
  count(tenantId: string, filter: UserFilter): Promise<number>;
}

/** What is looked for is in no user's address or in everybody's, and no plan is good for both. */
const PLANNED_FOR_ITS_VALUES = "";

/**
 * Lists of users by statements of our own: a page is found along the index of the times of creation, however large the
 * table is. Prisma would gather every address of the tenant to find those who have one.
 */
export function createUserLists({ sql, dialect }: Database): Lists {
  const tallies = dialect === "postgresql" ? createTallies(sql) : undefined;

  return {
    async idsOf(tenantId, filter, page) {
      const { ascending, limit, skip, after } = page;
      // Far into the whole list, what comes before is not walked past, one by one, but summed up.
      if (tallies && skip > 0 && isEverybody(filter)) return tallies.idsOf(tenantId, page);

      const { text, values: filtered } = whereOf(dialect, tenantId, filter);
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
      const rows = await sql.query<{ id: string }>(PLANNED_FOR_ITS_VALUES, statement, values);
      return rows.map(({ id }) => id);
    },

    async count(tenantId, filter) {
      if (tallies && isEverybody(filter)) return tallies.count(tenantId);

      const { text, values } = whereOf(dialect, tenantId, filter);
      const statement = `SELECT COUNT(*) AS total FROM identity_users u WHERE ${text}`;
      const [row] = await sql.query<{ total: bigint }>(PLANNED_FOR_ITS_VALUES, statement, values);
      return Number(row?.total ?? 0);
    },
  };
}
