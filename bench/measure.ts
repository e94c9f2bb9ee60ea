import type { MailSink } from "./mail-sink.ts";
import type { Operation, Person } from "./operations.ts";
import { usageOf } from "./usage.ts";
import type { Wire } from "./wire.ts";

/** How an operation went at some parallelism. */
export interface Measurement {
  readonly operation: string;
  readonly parallel: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  readonly firstFailure?: string;
  /** Milliseconds of CPU for each operation. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  readonly loaderCpu: number;
  readonly statements?: number;
  /** Bytes, the highest seen. */
  readonly peakMemory: number;
}

/** Whose CPU and memory is counted. */
export interface Processes {
  readonly server: () => readonly number[];
  readonly database: () => readonly number[];
  /** Statements that the server has sent to its database so far, where it tells. */
  readonly statements: () => Promise<number | undefined>;
}

/** Does an operation again and again, `parallel` at once, for some seconds or `most` times. */
export async function measure(options: {
  readonly name: string;
  readonly operation: Operation;
  readonly parallel: number;
  readonly seconds: number;
  readonly most?: number;
  readonly wires: readonly Wire[];
  readonly people: readonly Person[];
  readonly sink: MailSink;
  readonly processes: Processes;
}): Promise<Measurement> {
  const {
    name,
    operation,
    parallel,
    seconds,
    most = Number.POSITIVE_INFINITY,
    wires,
    people,
    sink,
    processes,
  } = options;
  const latencies: number[] = [];
  const failures: string[] = [];
  let begun = 0;
  let peakMemory = 0;
  const watch = setInterval(() => {
    peakMemory = Math.max(peakMemory, usageOf(processes.server()).memory);
  }, 100);

  const statementsBefore = await processes.statements();
  const before = snapshot(processes);
  const start = performance.now();
  const end = start + seconds * 1000;

  await Promise.all(
    Array.from({ length: parallel }, async (_, lane) => {
      const wire = wires[lane];
      if (!wire) throw new Error("more lanes than connections");
      for (let turn = 0; performance.now() < end && begun < most; turn++) {
        // Where nobody comes twice, whoever is next; otherwise each lane has people of its own, so that no two are the same.
        const next = most <= people.length ? begun : lane + turn * parallel;
        begun++;
        const person = people[next % people.length];
        if (!person) throw new Error("nobody to sign in");
        const at = performance.now();
        await operation({ wire, sink, person }).then(
          () => latencies.push(performance.now() - at),
          (error: Error) => failures.push(error.message),
        );
      }
    }),
  );
  const elapsed = performance.now() - start;
  clearInterval(watch);
  const after = snapshot(processes);
  const statementsAfter = await processes.statements();
  const count = Math.max(latencies.length, 1);
  latencies.sort((a, b) => a - b);
  return {
    operation: name,
    parallel,
    perSecond: (latencies.length * 1000) / elapsed,
    p50: at(latencies, 0.5),
    p99: at(latencies, 0.99),
    failed: failures.length,
    firstFailure: failures[0],
    serverCpu: (after.server - before.server) / count,
    databaseCpu: (after.database - before.database) / count,
    loaderCpu: (after.loader - before.loader) / count,
    statements:
      statementsBefore === undefined || statementsAfter === undefined
        ? undefined
        : (statementsAfter - statementsBefore) / count,
    peakMemory,
  };
}

function snapshot({ server, database }: Processes) {
  const { user, system } = process.cpuUsage();
  return { server: usageOf(server()).cpuMs, database: usageOf(database()).cpuMs, loader: (user + system) / 1000 };
}

function at(sorted: readonly number[], quantile: number): number {
  return sorted[Math.min(Math.floor(sorted.length * quantile), sorted.length - 1)] ?? 0;
}
