import { expect, test } from "vitest";
import { fixedClock } from "./clock.ts";

test("the clock stands still until it is told to move", () => {
  const clock = fixedClock("2026-01-01T00:00:00Z");
  clock.advance(1_500);
  expect(clock.now().toISOString()).toBe("2026-01-01T00:00:01.500Z");
  expect(clock.now()).toEqual(clock.now());
});

test("a moment handed out does not move with the clock", () => {
  const clock = fixedClock("2026-01-01T00:00:00Z");
  const before = clock.now();
  clock.advance(60_000);
  expect(before).toEqual(new Date("2026-01-01T00:00:00Z"));
});
