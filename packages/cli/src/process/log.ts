import type { Logger } from "@signet/kit";
import { type DestinationStream, destination, pino } from "pino";

/** Lines on stderr, so that stdout holds results only: JSON, or short ones for people where `readable`. */
export function createLog({ level, readable }: { readonly level: string; readonly readable: boolean }): Logger {
  const stderr = destination({ dest: 2, sync: true, ...(!readable && GATHERED) });
  process.on("exit", () => stderr.flushSync());
  const target = readable ? { write: (line: string) => stderr.write(`${short(line)}\n`) } : promptly(stderr);
  const options = { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describe } };
  return pino(options, target);
}

/** Lines of a busy server are written some at a time: one write for each request would cost more than the line. */
const GATHERED = { minLength: 4096, periodicFlush: 100 } as const;

/** Lines that somebody may be waiting for are written at once, and with them what was before. */
function promptly(stream: ReturnType<typeof destination>): DestinationStream {
  return {
    write(line) {
      stream.write(line);
      if (!line.startsWith(ROUTINE)) stream.flushSync();
    },
  };
}

const ROUTINE = '{"level":30,';

/** What of an error belongs in a log. Drivers put rows of the database into further fields. */
interface Described {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: Described;
}

function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    type: name,
    message,
    ...("code" in error && { code: String(error.code) }),
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && { cause: describe(cause) }),
  };
}

const MARKS: Readonly<Record<number, string>> = { 20: "·", 30: " ", 40: "!", 50: "✗", 60: "✗" };
const ERROR = 50;

/** "12:03:04 ! message (cause) key=value": what a person reads at a terminal. */
function short(line: string): string {
  // pino writes JSON objects, and an error passes through describe().
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown> & { err?: Described };
  const details = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const head = [String(time).slice(11, 19), MARKS[Number(level)] ?? " ", msg];
  // Where it happened is worth several lines only when it should not have happened at all.
  const cause = err && (Number(level) >= ERROR ? `\n${err.stack ?? err.message}` : `(${err.message})`);
  return [...head, ...details, ...(cause ? [cause] : [])].join(" ");
}
