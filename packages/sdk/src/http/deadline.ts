/** How long a call may take, and who else may end it. */
export interface CallOptions {
  /** Ends the call: it then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** For the whole call, the body of the answer included; `Infinity` for no limit. Default: the client's. */
  readonly timeoutMs?: number;
}

/** Timers hold 31 bits; a longer time would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Runs a call with a signal that aborts when the time is over or the caller's signal does. Rejects then, even if the
 * call goes on regardless: with the reason of the caller's signal, or with what `onTimeout` makes.
 */
export async function withDeadline<T>(
  run: (signal: AbortSignal) => Promise<T>,
  { signal, timeoutMs, onTimeout }: CallOptions & { readonly timeoutMs: number; readonly onTimeout: () => Error },
): Promise<T> {
  signal?.throwIfAborted();
  const inner = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    inner.signal.addEventListener("abort", () => reject(inner.signal.reason), { once: true });
  });
  // It is looked at below; when the call is over first, nobody does.
  ended.catch(() => undefined);
  const forward = () => inner.abort(signal?.reason);
  signal?.addEventListener("abort", forward, { once: true });
  const timer =
    timeoutMs === Number.POSITIVE_INFINITY ? undefined : setTimeout(() => inner.abort(onTimeout()), timeoutMs);
  try {
    return await Promise.race([run(inner.signal), ended]);
  } catch (error) {
    throw inner.signal.aborted ? inner.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", forward);
  }
}

/** The time, or a `TypeError` that says which times there are. */
export function checkedTimeout(timeoutMs: number): number {
  const fits = timeoutMs >= 1 && timeoutMs <= LONGEST_MS;
  if (fits || timeoutMs === Number.POSITIVE_INFINITY) return timeoutMs;
  throw new TypeError(`timeoutMs must be between 1 and ${LONGEST_MS}, or Infinity for no limit`);
}
