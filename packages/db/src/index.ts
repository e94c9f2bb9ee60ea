// The value that sets a Json column to NULL; undefined leaves it as it is.
export { DbNull } from "@prisma/client/runtime/client";
export { isDatabaseAway } from "./away.ts";
export { connect, dialectOf } from "./connect.ts";
export type { ConnectOptions, Database, Dialect } from "./database.ts";
export { runningEmbeddedPostgres } from "./embedded/running.ts";
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded/start.ts";
export type { Prisma, PrismaClient } from "./gen/postgresql/client.ts";
export { type HeldTransaction, holdTransaction } from "./held-transaction.ts";
export { type FreeInsertion, insertFree } from "./insert-free.ts";
export {
  type MigrateOptions,
  type MigrationState,
  type MigrationStatus,
  migrate,
  migrateDown,
  migrationStatus,
} from "./migrate/migrate.ts";
export { retried } from "./retried.ts";
export type { Sql, SqlValue } from "./sql.ts";
