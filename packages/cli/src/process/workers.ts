import cluster, { type Worker } from "node:cluster";
import { availableParallelism } from "node:os";
import type { Config } from "@signet/config";
import type { Logger, Running } from "@signet/kit";

/** How many processes a configuration or a flag asks for. */
export function workerCount(workers: Config["workers"]): number {
  return workers === "auto" ? availableParallelism() : workers;
}

const READY = "ready";
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
/** A worker that lived this long died of something else than its start. */
const STABLE_MS = 60_000;
const END_WITHIN_MS = 15_000;

/** In a worker: tells the primary that it serves. */
export function tellReady(): void {
  process.send?.(READY);
}

/**
 * Runs this program again in `count` processes that share the listening ports. Resolves when all of them serve; fails
 * when the first cannot start, which has said why by then. One that dies later is replaced, at growing intervals.
 */
export async function startWorkers(
  count: number,
  { env, log }: { readonly env: Readonly<Record<string, string>>; readonly log: Logger },
): Promise<Running> {
  const workers = new Set<Worker>();
  let stopping = false;
  let backoff = FIRST_BACKOFF_MS;

  function fork(): Promise<void> {
    const worker = cluster.fork(env);
    const born = performance.now();
    let serves = false;
    workers.add(worker);
    return new Promise((resolve, reject) => {
      worker.on("message", (message) => {
        if (message !== READY) return;
        serves = true;
        resolve();
      });
      worker.on("exit", (code, signal) => {
        workers.delete(worker);
        reject(new Error("a worker could not start"));
        if (!stopping && (serves || workers.size > 0)) replace(performance.now() - born, signal ?? `exit code ${code}`);
      });
    });
  }

  function replace(livedMs: number, how: string): void {
    backoff = livedMs > STABLE_MS ? FIRST_BACKOFF_MS : Math.min(backoff * 2, LONGEST_BACKOFF_MS);
    log.error({ how, restartInMs: backoff }, "a worker died");
    setTimeout(() => {
      if (!stopping) fork().catch(() => undefined);
    }, backoff).unref();
  }

  async function stop(): Promise<void> {
    stopping = true;
    const ended = [...workers].map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
    for (const worker of workers) worker.process.kill("SIGTERM");
    const force = setTimeout(() => {
      for (const worker of workers) worker.process.kill("SIGKILL");
    }, END_WITHIN_MS);
    await Promise.all(ended);
    clearTimeout(force);
  }

  try {
    // One first: what keeps it from starting would keep all of them, and should be said once.
    await fork();
    await Promise.all(Array.from({ length: count - 1 }, fork));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
