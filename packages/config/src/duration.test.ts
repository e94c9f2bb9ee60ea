import { expect, test } from "vitest";
import { parseDuration, showDuration } from "./duration.ts";

test.each([
  ["0", 0],
  ["-0", 0],
  ["300ms", 300],
  ["90s", 90_000],
  ["1h30m", 5_400_000],
  ["1h30m5.5s", 5_405_500],
  ["-1.5h", -5_400_000],
  ["+2m", 120_000],
  [".5s", 500],
  ["1.s", 1000],
  ["1us", 0.001],
  ["1µs", 0.001],
  ["1500000ns", 1.5],
  ["0.1ms", 0.1],
])("%s is %d milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBeCloseTo(ms, 9);
});

test.each([
  [2_592_000_000, "720h"],
  [5_400_000, "1h30m"],
  [90_000, "1m30s"],
  [3_605_000, "1h5s"],
  [1500, "1500ms"],
  [0, "0ms"],
  [-60_000, "-60000ms"],
])("%d milliseconds are written as %s", (ms, text) => {
  expect(showDuration(ms)).toBe(text);
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "1d", "s", "1h 30m", "h1", "1.2.3s", "--1s", "1s-2s", "1S", "one hour", ".s"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
