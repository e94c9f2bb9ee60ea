export { onBothDatabases } from "./both.ts";
export { testMysqlDatabase, testMysqlUrl } from "./mysql.ts";
export { emptyDatabaseUrl, testDatabase, testDatabaseUrl } from "./postgresql.ts";
export { undoAtEnd } from "./undo.ts";
