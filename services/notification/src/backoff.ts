const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 300_000;
const GIVE_UP_MS = 4 * 3_600_000;

/** When to try again after a failed attempt; undefined when there is no use in it any more. */
export function nextAttempt(
  mail: { readonly createTime: Date; readonly attempts: number },
  { now, usefulUntil }: { readonly now: Date; readonly usefulUntil: Date | undefined },
): Date | undefined {
  const next = now.getTime() + Math.min(FIRST_WAIT_MS * 2 ** mail.attempts, LONGEST_WAIT_MS);
  const end = Math.min(mail.createTime.getTime() + GIVE_UP_MS, usefulUntil?.getTime() ?? Number.POSITIVE_INFINITY);
  return next < end ? new Date(next) : undefined;
}
