import type { ConnectOptions, Database, Dialect } from "./database.ts";

/** The dialect that a database URL asks for by its scheme. */
export function dialectOf(url: string): Dialect {
  const scheme = /^([a-z]+):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (scheme === "postgres" || scheme === "postgresql") return "postgresql";
  if (scheme === "mysql" || scheme === "mariadb") return "mysql";
  throw new Error("a database URL begins with postgres://, postgresql://, mysql:// or mariadb://");
}

/**
 * Opens the database behind a URL and proves that it answers. When it does not, fails within seconds with
 * one line that says what to do, and never with the password.
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Database> {
  const dialect = dialectOf(url);
  const settings = {
    pool: options.pool ?? 5,
    idleTimeoutMs: options.idleTimeoutMs ?? 5 * 60_000,
    maxLifetimeMs: options.maxLifetimeMs ?? 60 * 60_000,
    onStatement: options.onStatement ?? (() => undefined),
  };
  // Loaded when needed: a client and its query compiler cost tens of milliseconds at start.
  if (dialect === "postgresql") return (await import("./postgresql.ts")).openPostgresql(url, settings);
  return (await import("./mysql.ts")).openMysql(url, settings);
}
