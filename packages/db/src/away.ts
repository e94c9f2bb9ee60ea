import { codesOf } from "./error-codes.ts";

/** No connection, or one that ended: Node's codes, PostgreSQL's beside class 08, Prisma's and its adapters', MySQL's. */
const away = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"],
  ...["57P01", "57P02", "57P03", "53300"],
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"],
  ...["ConnectionClosed", "DatabaseNotReachable", "SocketTimeout", "TooManyConnections"],
  ...["1040", "1053", "1927", "45028", "ER_CON_COUNT_ERROR", "ER_SERVER_SHUTDOWN", "ER_CONNECTION_KILLED"],
  ...["ER_SOCKET_UNEXPECTED_CLOSE", "ER_CMD_CONNECTION_CLOSED", "ER_CONNECTION_TIMEOUT", "ER_GET_CONNECTION_TIMEOUT"],
]);

/** What has no code: of PostgreSQL's driver and pool, and of our own lanes. */
const saysAway =
  /^(connection terminated|timeout exceeded when trying to connect|no connection was free in time|client has encountered a connection error)/i;

/** Whether an error says that the database cannot be reached now. Later, the same may well succeed. */
export function isDatabaseAway(error: unknown): boolean {
  return codesOf(error).some((code) => away.has(code) || /^08...$/.test(code) || saysAway.test(code));
}
