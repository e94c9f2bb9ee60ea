import { once } from "node:events";
import { metadataOf, reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { expect, test } from "vitest";
import { createWorkQueue } from "./work-queue.ts";

/** A task that ends when the test says so. */
function task() {
  const ending = new AbortController();
  const state = { started: false };
  const run = async () => {
    state.started = true;
    if (!ending.signal.aborted) await once(ending.signal, "abort");
    return "done";
  };
  return { state, run, end: () => ending.abort() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("no more run at once than may, the others in the order in which they came", async () => {
  const queue = createWorkQueue({ concurrency: 2, waiting: 10 });
  const tasks = [task(), task(), task(), task()];
  const results = tasks.map(({ run }) => queue.run(run));
  await settled();
  expect(tasks.map(({ state }) => state.started)).toEqual([true, true, false, false]);

  tasks[1]?.end();
  await settled();
  expect(tasks.map(({ state }) => state.started)).toEqual([true, true, true, false]);
  for (const { end } of tasks) end();
  expect(await Promise.all(results)).toEqual(["done", "done", "done", "done"]);
});

test("whoever comes to a full line is told to come back", async () => {
  const queue = createWorkQueue({ concurrency: 1, waiting: 1 });
  const tasks = [task(), task()];
  const results = tasks.map(({ run }) => queue.run(run));
  const refusal = await queue.run(async () => "too much").catch((error) => error);
  expect(reasonOf(refusal)).toBe(Reason.OVERLOADED);
  expect(metadataOf(refusal).retryAfterSeconds).toBe("1");

  for (const { end } of tasks) end();
  await Promise.all(results);
  expect(await queue.run(async () => "again")).toBe("again");
});

test("a failure gives its place to the next", async () => {
  const queue = createWorkQueue({ concurrency: 1, waiting: 1 });
  const failing = queue.run(() => Promise.reject(new Error("no")));
  const next = queue.run(async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});

test("work whose caller is gone is not begun", async () => {
  const queue = createWorkQueue({ concurrency: 1, waiting: 2 });
  const [first, second] = [task(), task()];
  const caller = new AbortController();
  const running = queue.run(first.run);
  const waiting = queue.run(second.run, caller.signal);
  caller.abort();
  first.end();
  await running;
  await expect(waiting).rejects.toThrow();
  expect(second.state.started).toBe(false);
});
