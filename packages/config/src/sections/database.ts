import { z } from "zod";
import { choice, duration, port, text, whole } from "../keys.ts";

/** The database: a URL, or its parts, or neither for the embedded PostgreSQL. */
export const database = z.object({
  url: text("", {
    env: "DATABASE_URL",
    about: "The whole connection; if given, the other connection keys are ignored.",
    allowed: "`postgres://…`, `postgresql://…`, `mysql://…` or `mariadb://…`",
    secret: true,
  }),
  database: text("hanko", { env: "DATABASE_DATABASE", about: "Name of the database." }),
  user: text("hanko", { env: "DATABASE_USER", about: "The role to log in as." }),
  password: text("hanko", { env: "DATABASE_PASSWORD", about: "Password of the role.", secret: true }),
  host: text("localhost", { env: "DATABASE_HOST", about: "Host name of the database server." }),
  port: port("5432", { env: "DATABASE_PORT", about: "TCP port of the database server." }),
  dialect: choice(["postgres", "mysql", "mariadb"], "postgres", {
    env: "DATABASE_DIALECT",
    about: "The kind of database server.",
  }),
  pool: whole(5, { env: "DATABASE_POOL", about: "The most connections open at once, per process.", min: 1 }),
  idle_pool: whole(0, {
    env: "DATABASE_IDLEPOOL",
    about: "The most connections kept open without work; 0 leaves it to the driver.",
  }),
  conn_max_idletime: duration("5m", {
    env: "DATABASE_CONNMAXIDLETIME",
    about: "How long a connection may sit idle; 0 or less means no limit.",
    belowZero: true,
  }),
  conn_max_lifetime: duration("1h", {
    env: "DATABASE_CONNMAXLIFETIME",
    about: "How long a connection is reused; 0 or less means no limit.",
    belowZero: true,
  }),
  embedded_dir: text(".signet/postgres", {
    env: "DATABASE_EMBEDDED_DIR",
    about: "Where the embedded PostgreSQL keeps its data when no connection key is given.",
    normalise: (dir) => dir || ".signet/postgres",
    own: true,
  }),
});
