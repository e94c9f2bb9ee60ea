/** Where a URL leads, for messages: everything but the password. */
export interface Target {
  readonly server: "PostgreSQL" | "MySQL";
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** Takes a database URL apart; throws one clear line, without the URL, when it is not one. */
export function targetOf(url: string): Target {
  const complete = url.replace("@/", "@localhost/"); // the host may be missing where ?host= names a socket
  const parsed = URL.canParse(complete) ? new URL(complete) : undefined;
  if (!parsed) throw new Error("the database URL cannot be read: expected scheme://user:password@host:port/database");
  const postgresql = parsed.protocol.startsWith("postgres");
  return {
    server: postgresql ? "PostgreSQL" : "MySQL",
    host: parsed.searchParams.get("host") ?? parsed.searchParams.get("socketPath") ?? (parsed.hostname || "localhost"),
    port: Number(parsed.port || (postgresql ? 5432 : 3306)),
    user: decodeURIComponent(parsed.username),
    database: decodeURIComponent(parsed.pathname.slice(1)),
  };
}

type Say = (target: Target, error: { readonly message: string }) => string;

const unknownHost: Say = ({ host }) => `the host "${host}" is unknown: correct it in the database URL`;
const notListening: Say = () => "nothing listens there: start the server, or correct host and port in the database URL";
const silent: Say = () => "no answer: check host, port and firewall";
const badLogin: Say = ({ user }) => `the login of "${user}" is refused: correct user and password in the database URL`;
const tooMany: Say = () => "the server has no connection left: raise its limit or lower database.pool";
const noDatabase: Say = ({ server, database, host, port, user }) =>
  `there is no database "${database}": create it, for example with ${
    server === "PostgreSQL"
      ? `createdb -h ${host} -p ${port} -U ${user} ${database}`
      : `mysql -h ${host} -P ${port} -u ${user} -p -e "CREATE DATABASE ${database}"`
  }`;
const notAllowed: Say = ({ user, database }) => `"${user}" may not use the database "${database}": grant it access`;

/** What the codes of Node, of PostgreSQL and of MySQL mean for the person who starts Signet. */
const remedies: Readonly<Record<string, Say>> = {
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ECONNREFUSED: notListening,
  ENOENT: notListening,
  ETIMEDOUT: silent,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  ER_CONNECTION_TIMEOUT: silent,
  "28P01": badLogin,
  "28000": badLogin,
  ER_ACCESS_DENIED_ERROR: badLogin,
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: badLogin,
  "3D000": noDatabase,
  ER_BAD_DB_ERROR: noDatabase,
  ER_NO_DB_ERROR: noDatabase,
  "42501": notAllowed,
  ER_DBACCESS_DENIED_ERROR: notAllowed,
  "53300": tooMany,
  ER_CON_COUNT_ERROR: tooMany,
  "57P03": () => "the server is still starting: try again in a moment",
};

/** Turns a driver's error while connecting into one line that says what to do; the driver's own is the cause. */
export function connectProblem(target: Target, error: unknown): Error {
  const { code, message } = first(error);
  const remedy = remedies[code] ?? (/timeout/i.test(message) ? silent : (_, { message }) => message);
  const line = `cannot connect to ${target.server} at ${target.host}:${target.port}: ${remedy(target, { message })}`;
  return new Error(line.replaceAll(/\s+/g, " "), { cause: error });
}

/** Node tries every address of a host and reports the failures together; they fail for the same reason. */
function first(error: unknown): { code: string; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return first(error.errors[0]);
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  // Pools hide the reason of a failed connection behind their own time-out.
  if (error.cause instanceof Error) return first(error.cause);
  return { code: "code" in error ? String(error.code) : "", message: error.message };
}
