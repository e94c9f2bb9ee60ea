import type { PrismaClient } from "./gen/postgresql/client.ts";
import type { Sql } from "./sql.ts";

/** The two families of databases that Signet runs on; MariaDB counts as MySQL. */
export type Dialect = "postgresql" | "mysql";

/** An open database: one pool, two ways to use it. */
export interface Database {
  readonly dialect: Dialect;
  readonly prisma: PrismaClient;
  /** One statement straight through the driver, for the few places where the benchmark shows that it pays. */
  readonly sql: Sql;
  /** How many statements the driver has sent so far, transaction brackets included. */
  statements(): number;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Waits for running statements, then closes every connection. May be called twice. */
  close(): Promise<void>;
}

/** How connections are kept. */
export interface ConnectOptions {
  /** Upper bound of open connections. Default 5. */
  readonly pool?: number;
  /** An idle connection is closed after this time. Default 5 minutes. */
  readonly idleTimeoutMs?: number;
  /** A connection is not used for longer than this. Default 1 hour. The driver for MySQL knows no such limit. */
  readonly maxLifetimeMs?: number;
  /** Hears the text of every statement at the driver. */
  readonly onStatement?: (text: string) => void;
}

/** ConnectOptions with every default filled in. */
export interface PoolSettings {
  readonly pool: number;
  readonly idleTimeoutMs: number;
  readonly maxLifetimeMs: number;
  readonly onStatement: (text: string) => void;
}

/**
 * How long a request may wait for its turn on the pool, or a transaction for its end.
 * Far above Prisma's two seconds: a small pool under many logins is slow for a while, not broken.
 */
export const waitMs = 20_000;
