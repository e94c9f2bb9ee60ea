/** A clock that stands still until it is told to move. */
export interface FixedClock {
  now(): Date;
  advance(milliseconds: number): void;
}

/** Starts at the given moment; hand its `now` to whatever asks for the time. */
export function fixedClock(start: Date | string = "2026-01-01T00:00:00Z"): FixedClock {
  let time = new Date(start).getTime();
  if (Number.isNaN(time)) throw new Error(`not a moment in time: ${start}`);
  return {
    now: () => new Date(time),
    advance(milliseconds) {
      time += milliseconds;
    },
  };
}
