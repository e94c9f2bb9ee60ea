import { createBell, type Logger, withDeadline } from "@signet/kit";
import { nextAttempt } from "./backoff.ts";
import { createBatch } from "./batch.ts";
import type { Outcome } from "./delivery.ts";
import { createFirstAttempts } from "./first-attempts.ts";
import type { Mail } from "./mail.ts";
import type { MailKey, MailStore } from "./store.ts";

/** Brings mails to the server, in the background and until it took them. */
export interface Courier {
  /** Until when a mail that is kept now would be this courier's; undefined when its hands are full. */
  reserve(): Date | undefined;
  /**
   * Takes a mail that was kept with a reservation, and tries at once. Resolves when that is over, or takes too long:
   * as a rule a page that says "we have written to you" is right, and a second mail never arrives before the first.
   */
  take(mail: Mail): Promise<void>;
  /** Works until stopped, then finishes what it began and gives back what it did not. */
  run(signal: AbortSignal): Promise<void>;
}

const PARALLEL = 10;
const QUEUE = 200;
const SEND_MS = 30_000;
/** A mail is held longer than it can wait and be sent; afterwards, say because of a crash, anybody may take it. */
const LEASE_MS = 120_000;
/** How often the table is looked at: for mails to be tried again, and for those of a process that died. */
const IDLE_MS = 1_000;
const PURGE_EVERY_MS = 60_000;
/** Within this time a repeated call for a mail that was sent sends nothing. */
const REMEMBER_MS = 600_000;
const KEEP_FAILED_MS = 7 * 24 * 3_600_000;
const STOP_MS = 5_000;
/** How long whoever asked for a mail waits for its first attempt; a client gives up after 13 s. */
const PATIENCE_MS = 4_000;

/** Somebody who gets mail, of one tenant. */
type Recipient = `${string} ${string}`;

function recipientOf({ tenantId, recipient }: Mail): Recipient {
  return `${tenantId} ${recipient}`;
}

/** A courier over the table of mails; several processes share the work. */
export function createCourier(options: {
  readonly store: MailStore;
  /** Never rejects. */
  readonly deliver: (mail: Mail, signal: AbortSignal) => Promise<Outcome>;
  readonly now: () => Date;
  readonly log: Logger;
}): Courier {
  const { store, deliver, now, log } = options;
  const after = (ms: number) => new Date(now().getTime() + ms);
  const queue: Mail[] = [];
  const underWay = new Map<Recipient, Promise<void>>();
  const firstAttempts = createFirstAttempts(PATIENCE_MS);
  const cutOff = new AbortController();
  let open = false;
  let spilled = false;
  let purgedAt = Number.NEGATIVE_INFINITY;
  const bell = createBell();

  const accepted = createBatch<MailKey>({
    write: (mails) => store.accepted(mails, after(REMEMBER_MS)),
    waitMs: 50,
    onError: (error) => log.error({ err: error }, "sent mails could not be marked; trying again"),
  });

  function pump(): void {
    while (open && underWay.size < PARALLEL) {
      // Of two codes the last one counts, so two mails to somebody must not overtake each other.
      const index = queue.findIndex((mail) => !underWay.has(recipientOf(mail)));
      const [mail] = index < 0 ? [] : queue.splice(index, 1);
      if (!mail) break;
      // A mail that waited too long goes back by itself: its lease ends.
      if (mail.leasedUntil.getTime() - now().getTime() < SEND_MS * 2) continue;
      const attempt = attemptOf(mail).finally(() => {
        underWay.delete(recipientOf(mail));
        firstAttempts.over(mail.id);
        pump();
      });
      underWay.set(recipientOf(mail), attempt);
    }
    if (spilled && queue.length === 0) bell.ring();
  }

  async function attemptOf(mail: Mail): Promise<void> {
    const outcome = await withDeadline(SEND_MS, cutOff.signal, (signal) => deliver(mail, signal));
    if (outcome.kind === "accepted") return accepted.add(mail);
    try {
      await record(mail, outcome);
    } catch (error) {
      log.error({ err: error, mail: mail.id }, "a failed attempt could not be written down; the lease will end it");
    }
  }

  async function record(mail: Mail, outcome: Exclude<Outcome, { kind: "accepted" }>): Promise<void> {
    const { tenantId, id, template } = mail;
    const { kind, error } = outcome;
    const next =
      outcome.kind === "failed" ? nextAttempt(mail, { now: now(), usefulUntil: outcome.usefulUntil }) : undefined;
    const facts = { mail: id, template, attempt: mail.attempts + 1, error };
    if (next) {
      log.warn({ ...facts, nextAttemptAt: next }, "mail could not be sent; trying again");
      await store.retry(tenantId, id, { error, nextAttemptAt: next });
    } else {
      log.error(facts, kind === "refused" ? "mail was refused by the server" : "mail could not be sent; giving up");
      await store.giveUp(tenantId, id, { error, now: now() });
    }
  }

  /** Whether there may be more to take. */
  async function refill(): Promise<boolean> {
    const room = QUEUE - queue.length;
    if (room < QUEUE / 2) return false;
    spilled = false;
    const mails = await store.lease(room, { now: now(), until: after(LEASE_MS) });
    queue.push(...mails);
    pump();
    return mails.length === room;
  }

  async function purge(): Promise<void> {
    if (now().getTime() - purgedAt < PURGE_EVERY_MS) return;
    purgedAt = now().getTime();
    await store.purge({ now: now(), failedBefore: after(-KEEP_FAILED_MS) });
  }

  async function finish(): Promise<void> {
    open = false;
    const untried = queue.splice(0);
    if (untried.length > 0) await store.release(untried, now());
    const all = Promise.all([...underWay.values()]);
    const late = setTimeout(() => cutOff.abort(), STOP_MS);
    await all;
    clearTimeout(late);
    await accepted.flush();
  }

  return {
    reserve() {
      if (open && queue.length < QUEUE) return after(LEASE_MS);
      spilled = true;
      return undefined;
    },
    take(mail) {
      const tried = firstAttempts.wait(mail.id);
      queue.push(mail);
      pump();
      return tried;
    },
    async run(signal) {
      open = true;
      while (!signal.aborted) {
        try {
          const more = await refill();
          await purge();
          if (!more) await bell.wait(IDLE_MS, signal);
        } catch (error) {
          if (!signal.aborted) log.error({ err: error }, "the mails cannot be read; trying again");
          await bell.wait(IDLE_MS, signal);
        }
      }
      await finish();
    },
  };
}
