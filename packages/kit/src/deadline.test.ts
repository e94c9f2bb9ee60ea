import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { withDeadline } from "./deadline.ts";

/** Work that ends only when it is aborted. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    if (signal.aborted) reject(signal.reason);
  });
const forever = 3_600_000;

test("work that takes too long is aborted", async () => {
  await expect(withDeadline(5, new AbortController().signal, endless)).rejects.toThrow("aborted due to timeout");
});

test.each(["before", "while"])("work is aborted with the signal, %s it runs", async (when) => {
  const stopping = new AbortController();
  if (when === "before") stopping.abort(new Error("stopping"));
  const work = withDeadline(forever, stopping.signal, endless);
  stopping.abort(new Error("stopping"));

  await expect(work).rejects.toThrow("stopping");
});

test("nothing is left at the signal, however the work ended", async () => {
  const { signal } = new AbortController();
  await withDeadline(forever, signal, async () => "done");
  await withDeadline(forever, signal, () => Promise.reject(new Error("failed"))).catch(() => undefined);

  expect(getEventListeners(signal, "abort")).toEqual([]);
});
