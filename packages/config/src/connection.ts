import type { Parsed } from "./schema.ts";

type Section = Parsed["database"];

/** Which database, and how many connections. Without any connection key it is the embedded PostgreSQL. */
export type DatabaseSettings = Pick<
  Section,
  "pool" | "idle_pool" | "conn_max_idletime" | "conn_max_lifetime" | "embedded_dir"
> &
  ({ kind: "embedded" } | { kind: "url"; url: string });

/** The keys any one of which says that the operator has a database of their own. */
export const connectionKeys = ["url", "database", "user", "password", "host", "port", "dialect"] as const;

/** Derives the connection: the URL if there is one, else one made of the parts, else the embedded database. */
export function connection(section: Section, given: ReadonlySet<string>): DatabaseSettings {
  const { pool, idle_pool, conn_max_idletime, conn_max_lifetime, embedded_dir } = section;
  const rest = { pool, idle_pool, conn_max_idletime, conn_max_lifetime, embedded_dir };
  if (section.url.trim() !== "") return { ...rest, kind: "url", url: section.url.trim() };
  if (!connectionKeys.some((key) => key !== "url" && given.has(key))) return { ...rest, kind: "embedded" };
  return { ...rest, kind: "url", url: urlOf(section) };
}

function urlOf({ dialect, user, password, host, port, database }: Section): string {
  const login =
    password === "" ? encodeURIComponent(user) : `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  const where = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `${dialect}://${login}@${where}:${port}/${encodeURIComponent(database)}`;
}
