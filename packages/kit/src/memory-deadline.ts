import { Code, ConnectError } from "@connectrpc/connect";

/** The signal of calls that nothing ends. */
export const never = new AbortController().signal;

/** Signals of calls whose wait is ended here already; a call that is made while serving one need not watch it again. */
const watched = new WeakSet<AbortSignal>();

/** When a caller stops waiting for an answer. */
export interface EndOfWait {
  /** Aborted with it, so that the handler learns of it. */
  readonly signal: AbortSignal;
  /** The answer, or an error if the end comes first. What was begun is not undone. */
  orAnswer<T>(call: Promise<T>): Promise<T>;
}

/** The end of a call's wait: its signal, or its time being over. Undefined where there is neither. */
export function endOfWait(signal: AbortSignal | undefined, timeoutMs = 0): EndOfWait | undefined {
  if (timeoutMs > 0) return atDeadline(signal, timeoutMs);
  // A call without a signal hands `never` to its handler, which may pass it on: nothing to wait for there.
  if (!signal || signal === never) return undefined;
  if (watched.has(signal)) return { signal, orAnswer: (call) => (signal.aborted ? Promise.reject(canceled()) : call) };
  return { signal, orAnswer: (call) => unlessAborted(signal, call) };
}

/** A timer of our own: AbortSignal.timeout() leaves one behind for each call until its time is over. */
function atDeadline(signal: AbortSignal | undefined, timeoutMs: number): EndOfWait {
  const ending = new AbortController();
  watched.add(ending.signal);
  return {
    signal: ending.signal,
    orAnswer<T>(call: Promise<T>) {
      const answered = new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new ConnectError("the operation timed out", Code.DeadlineExceeded));
          ending.abort();
        }, timeoutMs);
        call.then(resolve, reject).finally(() => clearTimeout(timer));
      });
      if (!signal || signal === never) return answered;
      return unlessAborted(signal, answered, () => ending.abort());
    },
  };
}

const canceled = () => new ConnectError("This operation was aborted", Code.Canceled);

/** Ends the wait, not the work. */
function unlessAborted<T>(signal: AbortSignal, call: Promise<T>, also?: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(canceled());
      also?.();
    };
    call.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
