import { createBell } from "./bell.ts";
import type { Bus } from "./events.ts";
import type { Logger } from "./log.ts";
import type { LeasedEvent, Outbox } from "./outbox-table.ts";
import { pause } from "./pause.ts";

/** Moves events from a unit's table to the bus. */
export interface Relay {
  /** Says that there may be something to move; cheap, and many calls cost one look. */
  poke(): void;
  /** Moves until stopped, then finishes what it holds. */
  run(signal: AbortSignal): Promise<void>;
}

const BATCH = 100;
const LEASE_MS = 30_000;
/** A batch is worked on for this long at most, so that no lease ends while its event is on its way. */
const WORK_MS = 10_000;
/** How often the table is looked at without a poke: rows of a process that died come back this way. */
const IDLE_MS = 2_000;
/** Pokes within this time share one look, so that one request does not cause several. */
const GATHER_MS = 20;
/** Ten looks a second are the most that a busy unit pays for being in time. */
const APART_MS = 100;
/** How long to wait before asking again when the bus or the database is away. */
const AWAY_MS = 1_000;
const LONGEST_RETRY_MS = 300_000;

/** The part of a bus that takes events. */
export type Publisher = Pick<Bus, "publish" | "ping" | "atOnce">;

/** Delivers at least once, never zero times: a row leaves the table only after its publish resolved. */
export function createRelay(options: {
  readonly outbox: Outbox;
  readonly bus: Publisher;
  readonly now: () => Date;
  readonly log: Logger;
}): Relay {
  const { outbox, bus, now, log } = options;
  const bell = createBell();
  let wasAway = false;
  let lookedAt = Number.NEGATIVE_INFINITY;

  /** Publishes a batch; tells whether there is more, nothing more, or nobody to publish to. */
  async function moveBatch(): Promise<"more" | "empty" | "away"> {
    const events = await outbox.lease(BATCH, LEASE_MS, now());
    const end = performance.now() + WORK_MS;
    const done: string[] = [];
    const held: string[] = [];
    let next = 0;
    while (next < events.length && held.length === 0 && performance.now() < end) {
      const some = events.slice(next, next + bus.atOnce);
      next += some.length;
      const outcomes = await Promise.all(some.map(move));
      done.push(...some.filter((_, index) => outcomes[index] === "done").map(({ id }) => id));
      held.push(...some.filter((_, index) => outcomes[index] === "away").map(({ id }) => id));
    }
    await outbox.done(done);
    await outbox.release([...held, ...events.slice(next).map(({ id }) => id)]);
    if (held.length > 0) return "away";
    return events.length === BATCH || next < events.length ? "more" : "empty";
  }

  async function move(event: LeasedEvent): Promise<"done" | "failed" | "away"> {
    try {
      await bus.publish(event);
      return "done";
    } catch (error) {
      // Is it this event, or does the bus take none at all? In the second case waiting costs the event no attempt.
      if (await isAway()) return "away";
      const wait = Math.min(1_000 * 2 ** event.attempts, LONGEST_RETRY_MS);
      log.warn({ err: error, event: event.id, type: event.type, retryInMs: wait }, "event could not be published");
      await outbox.retry(event.id, new Date(now().getTime() + wait));
      return "failed";
    }
  }

  async function isAway(): Promise<boolean> {
    const away = await bus.ping().then(
      () => false,
      () => true,
    );
    if (away && !wasAway) log.warn({}, "the bus is away: events wait in their outbox");
    wasAway = away;
    return away;
  }

  /** Waits for a poke, for the time of the next look, or for the end. */
  async function rest(signal: AbortSignal): Promise<void> {
    await bell.wait(IDLE_MS, signal);
    await pause(Math.max(GATHER_MS, lookedAt + APART_MS - performance.now()), signal);
    bell.hush();
    lookedAt = performance.now();
  }

  return {
    poke: bell.ring,
    async run(signal) {
      while (!signal.aborted) {
        await rest(signal);
        try {
          let state = await moveBatch();
          while (state === "more" && !signal.aborted) state = await moveBatch();
          if (state === "away") await pause(AWAY_MS, signal);
        } catch (error) {
          log.error({ err: error }, "the outbox cannot be read; trying again");
          await pause(AWAY_MS, signal);
        }
      }
    },
  };
}
