import type { Database } from "../database.ts";
import type { Column, Table } from "./models.ts";

/** The tables of a database in the words of the models, without the runner's own. */
export async function tablesOf(db: Database): Promise<Record<string, Table>> {
  const { columns, keys, foreignKeys } = db.dialect === "postgresql" ? postgresql : mysql;
  const [columnRows, keyRows, foreignRows] = await Promise.all([
    db.sql.query<ColumnRow>("test_columns", columns, []),
    db.sql.query<KeyRow>("test_keys", keys, []),
    db.sql.query<ForeignRow>("test_foreign_keys", foreignKeys, []),
  ]);
  const names = [...new Set(columnRows.map((row) => row.table_name))].filter((name) => name !== "_prisma_migrations");
  return Object.fromEntries(
    names.map((name) => {
      const keysOf = (kind: string) =>
        keyRows.filter((row) => row.table_name === name && row.kind === kind).map((row) => row.columns);
      const table: Table = {
        columns: Object.fromEntries(
          columnRows.filter((row) => row.table_name === name).map((row) => [row.column_name, columnOf(row)]),
        ),
        primaryKey: keysOf("primary")[0] ?? "",
        uniqueKeys: keysOf("unique").sort(),
        indexes: keysOf("index").sort(),
        foreignKeys: foreignRows.filter((row) => row.table_name === name).map((row) => row.definition),
      };
      return [name, table];
    }),
  );
}

interface ColumnRow {
  readonly table_name: string;
  readonly column_name: string;
  readonly type: string;
  readonly nullable: string;
  readonly fallback: string | null;
}

interface KeyRow {
  readonly table_name: string;
  readonly kind: string;
  readonly columns: string;
}

interface ForeignRow {
  readonly table_name: string;
  readonly definition: string;
}

const types: Readonly<Record<string, string>> = {
  text: "String",
  varchar: "String",
  longtext: "String",
  integer: "Int",
  int: "Int",
  bigint: "BigInt",
  boolean: "Boolean",
  "tinyint(1)": "Boolean",
  "timestamp(3) with time zone": "DateTime",
  "datetime(3)": "DateTime",
  jsonb: "Json",
  json: "Json",
  bytea: "Bytes",
  longblob: "Bytes",
};

function columnOf({ type, nullable, fallback }: ColumnRow): Column {
  // Display widths and lengths say nothing about the type, but for the one that makes a truth value.
  const plain = type.replace(/^(varchar|int|bigint)\(\d+\)$/, "$1");
  const value = fallback === null || fallback === "NULL" ? undefined : fallback.replace(/^_utf8mb4|::\w+$|\\?'/g, "");
  const kind = types[plain] ?? type;
  return {
    type: kind,
    nullable: nullable === "YES",
    // MySQL's truth values are numbers.
    default: kind === "Boolean" && value !== undefined ? String(["1", "true"].includes(value)) : value,
  };
}

const postgresql = {
  columns: `SELECT c.relname AS table_name, a.attname AS column_name, format_type(a.atttypid, a.atttypmod) AS type,
      CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END AS nullable, pg_get_expr(d.adbin, d.adrelid) AS fallback
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`,
  keys: `SELECT t.relname AS table_name,
      CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'index' END AS kind,
      (SELECT string_agg(a.attname, ',' ORDER BY k.position)
        FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, position)
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) AS columns
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace`,
  foreignKeys: `SELECT c.conrelid::regclass::text AS table_name,
      (SELECT string_agg(a.attname, ',' ORDER BY k.position) FROM unnest(c.conkey) WITH ORDINALITY AS k(attnum, position)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum)
      || ' -> ' || c.confrelid::regclass::text || '(' ||
      (SELECT string_agg(a.attname, ',' ORDER BY k.position) FROM unnest(c.confkey) WITH ORDINALITY AS k(attnum, position)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum)
      || ') ' || CASE c.confdeltype WHEN 'c' THEN 'CASCADE' ELSE c.confdeltype::text END AS definition
    FROM pg_constraint c WHERE c.contype = 'f'`,
};

const mysql = {
  // MariaDB keeps JSON as text with a check that bears the column's name.
  columns: `SELECT c.TABLE_NAME AS table_name, c.COLUMN_NAME AS column_name,
      CASE WHEN EXISTS (SELECT 1 FROM information_schema.CHECK_CONSTRAINTS k
        WHERE k.CONSTRAINT_SCHEMA = DATABASE() AND k.CHECK_CLAUSE LIKE CONCAT('json_valid(\`', c.COLUMN_NAME, '\`)'))
        THEN 'json' ELSE c.COLUMN_TYPE END AS type,
      c.IS_NULLABLE AS nullable, c.COLUMN_DEFAULT AS fallback
    FROM information_schema.COLUMNS c WHERE c.TABLE_SCHEMA = DATABASE()`,
  keys: `SELECT TABLE_NAME AS table_name,
      CASE WHEN INDEX_NAME = 'PRIMARY' THEN 'primary' WHEN NON_UNIQUE = 0 THEN 'unique' ELSE 'index' END AS kind,
      GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX) AS columns
    FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()
    GROUP BY TABLE_NAME, INDEX_NAME, NON_UNIQUE`,
  foreignKeys: `SELECT k.TABLE_NAME AS table_name,
      CONCAT(GROUP_CONCAT(k.COLUMN_NAME ORDER BY k.ORDINAL_POSITION), ' -> ', k.REFERENCED_TABLE_NAME, '(',
        GROUP_CONCAT(k.REFERENCED_COLUMN_NAME ORDER BY k.ORDINAL_POSITION), ') ', r.DELETE_RULE) AS definition
    FROM information_schema.KEY_COLUMN_USAGE k
    JOIN information_schema.REFERENTIAL_CONSTRAINTS r
      ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
    WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL
    GROUP BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.REFERENCED_TABLE_NAME, r.DELETE_RULE`,
};
