import pg from "pg";

/** Runs something on a connection of its own to a PostgreSQL server. */
export async function asAdmin(adminUrl: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await run(client).finally(() => client.end());
}

/** Drops every database whose name begins with a prefix, whoever is still connected. */
export async function dropAll(client: pg.Client, prefix: string): Promise<void> {
  const names = "SELECT datname FROM pg_database WHERE starts_with(datname, $1)";
  const { rows } = await client.query<{ readonly datname: string }>(names, [prefix]);
  for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
