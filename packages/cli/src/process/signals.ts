import type { Logger } from "@signet/kit";

const END_WITHIN_MS = 20_000;

/** Waits for SIGINT or SIGTERM. A second one, or a stop that takes too long, ends the process at once. */
export function untilStopped(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (signal: NodeJS.Signals) => {
      if (asked) process.exit(1);
      asked = true;
      log.info(`${signal}: finishing what was begun; once more ends it at once`);
      setTimeout(() => {
        log.error("stopping takes too long: ending now");
        process.exit(1);
      }, END_WITHIN_MS).unref();
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
}

/** A defect that nobody caught ends the process, with its place in the log and not on the screen. */
export function endOnDefect(log: Logger): void {
  const end = (error: unknown) => {
    log.error({ err: error }, "a defect ends this process");
    process.exit(2);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}
