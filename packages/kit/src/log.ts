import type { Logger as PinoLogger } from "pino";

/** Where lines for operators go. Secrets and codes never do. */
export type Logger = Pick<PinoLogger, "debug" | "info" | "warn" | "error">;

const nothing = () => undefined;

/** A logger that keeps silent, for tests that provoke errors. */
export const silentLog: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
