import { fault, type Reading, read } from "./reading.ts";
import { describe } from "./weak.ts";

/** Nanoseconds per unit, the only units there are: a day or a month has no fixed length. */
const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3, // U+00B5, the micro sign
  μs: 1e3, // U+03BC, the Greek letter
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const whole = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/** Reads `300ms`, `1h30m` or `-1.5h` as milliseconds. Without a unit only `0` has a meaning. */
export function parseDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  if (!whole.test(text)) return undefined;

  let nanoseconds = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(part)) nanoseconds += Number(amount) * (units[unit] ?? 0);
  return ((text.startsWith("-") ? -1 : 1) * Math.round(nanoseconds)) / 1e6;
}

/** A duration as a file would have it: `720h`, `1h30m`, `250ms`. */
export function showDuration(ms: number): string {
  if (ms <= 0 || ms % 1000 !== 0) return `${ms}ms`;
  const seconds = ms / 1000;
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ];
  return parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : "")).join("");
}

/** A duration as text. A bare number is refused: nobody could tell what it counts. */
export function readDurationText(raw: unknown): Reading<number> {
  const ms = typeof raw === "string" || raw === 0 ? parseDuration(String(raw)) : undefined;
  return ms === undefined ? fault(`${describe(raw)} is not a duration; write one such as 90s, 15m or 1h30m`) : read(ms);
}

/** A duration as text, or a bare integer of nanoseconds. */
export function readDuration(raw: unknown): Reading<number> {
  return typeof raw === "number" && Number.isInteger(raw) ? read(raw / 1e6) : readDurationText(raw);
}
