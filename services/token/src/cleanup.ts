import type { ExchangeTokenStore } from "./exchange-token-store.ts";
import type { SessionStore } from "./store.ts";

const BATCH = 1_000;
/** Exchange tokens stay for a while after they expired, so that whoever is late is told the reason. */
const KEEP_EXCHANGE_TOKENS_MS = 3_600_000;

/** Forgets what has expired, in small bites that hold no lock for long. */
export async function removeExpired(
  {
    sessions,
    exchangeTokens,
  }: {
    readonly sessions: Pick<SessionStore, "removeExpired">;
    readonly exchangeTokens: Pick<ExchangeTokenStore, "removeExpired">;
  },
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  const before = new Date(now.getTime() - KEEP_EXCHANGE_TOKENS_MS);
  while (!signal.aborted && (await sessions.removeExpired(now, BATCH)) === BATCH);
  while (!signal.aborted && (await exchangeTokens.removeExpired(before, BATCH)) === BATCH);
}
