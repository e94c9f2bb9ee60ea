import { totp } from "@signet/testkit";

/** An app that never shows a code twice: a server takes the one before, the present one and the next, each once. */
export interface AuthenticatorApp {
  nextCode(): string;
  /** Milliseconds until there is a code. */
  waitMs(): number;
}

const STEP_MS = 30_000;

/** An app that was shown a secret. */
export function authenticatorApp(secret: string): AuthenticatorApp {
  let used = 0;
  const now = () => Math.floor(Date.now() / STEP_MS);
  // Not the one before: it might be over by the time it arrives.
  const next = () => Math.max(used + 1, now());
  return {
    nextCode() {
      used = next();
      return totp(secret, { offset: used - now() });
    },
    // A second more than it takes, for the time on the way.
    waitMs: () => Math.max((next() - 1) * STEP_MS - Date.now() + 1_000, 0),
  };
}
