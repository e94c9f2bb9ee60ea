import { stat, truncate } from "node:fs/promises";
import { end, type Launch, launch, type Postmaster } from "./postmaster.ts";

const largestLog = 10_000_000;

/** A server that is started again when something ends it. */
export interface Supervised {
  stop(): Promise<void>;
}

/** Starts the server and keeps it running until it is stopped on purpose. */
export async function supervise(options: Launch, onProgress: (line: string) => void): Promise<Supervised> {
  let stopping = false;
  let server = await launchPatiently(options);

  const keepRunning = async () => {
    for (;;) {
      await server.exited;
      if (stopping) return;
      onProgress("the embedded PostgreSQL ended unexpectedly and is started again");
      server = await launchPatiently(options);
      if (stopping) await end(server.pid);
    }
  };
  const kept = keepRunning().catch((error: Error) => onProgress(error.message));

  return {
    async stop() {
      stopping = true;
      await end(server.pid);
      await kept;
    },
  };
}

/** After a crash the processes of the old server need a moment to notice; until then no new one may start. */
async function launchPatiently(options: Launch, untilMs = performance.now() + 10_000): Promise<Postmaster> {
  const { size } = await stat(options.logFile).catch(() => ({ size: 0 }));
  if (size > largestLog) await truncate(options.logFile);
  try {
    return await launch(options);
  } catch (error) {
    const isLocked = error instanceof Error && /shared memory|lock file|is being accessed/.test(error.message);
    if (!isLocked || performance.now() > untilMs) throw error;
    await new Promise((wake) => setTimeout(wake, 50));
    return launchPatiently(options, untilMs);
  }
}
