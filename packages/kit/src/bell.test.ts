import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createBell } from "./bell.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const forever = 3_600_000;
const running = () => new AbortController().signal;

test("ringing wakes whoever waits", async () => {
  const bell = createBell();
  const waited = bell.wait(forever, running());
  bell.ring();

  await waited;
  expect(vi.getTimerCount()).toBe(0);
});

test("a bell that rang while nobody waited is heard by the next wait, once", async () => {
  const bell = createBell();
  bell.ring();
  bell.ring();
  await bell.wait(forever, running());

  const again = bell.wait(1_000, running());
  await vi.advanceTimersByTimeAsync(999);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  await again;
});

test("a bell that was hushed is not heard", async () => {
  const bell = createBell();
  bell.ring();
  bell.hush();

  const waited = bell.wait(1_000, running());
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(1_000);
  await waited;
});

test.each(["before", "while"])("who waits goes on when the signal aborts %s they wait", async (when) => {
  const stopping = new AbortController();
  if (when === "before") stopping.abort();
  const waited = createBell().wait(forever, stopping.signal);
  stopping.abort();

  await waited;
  expect(vi.getTimerCount()).toBe(0);
});
