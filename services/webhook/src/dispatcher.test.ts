import { createSecrets, silentLog } from "@signet/kit";
import { expect, test, vi } from "vitest";
import type { Delivery } from "./delivery.ts";
import type { DeliveryStore } from "./delivery-store.ts";
import { createDispatcher, DATA_PURPOSE } from "./dispatcher.ts";
import type { SubscriptionStore } from "./subscription-store.ts";

const now = new Date("2026-03-01T12:00:00Z");
const secrets = createSecrets(["a key that only tests know"]);

function delivery(id: string): Delivery {
  const sealedData = secrets.seal(DATA_PURPOSE, "{}");
  const event = { eventId: id, event: "user", callback: `https://${id}.example` };
  return { tenantId: "t", id, ...event, sealedData, attempts: 0, createTime: now };
}

test("a call that cannot be written down does not keep the others from being finished before the end", async () => {
  const done: string[] = [];
  const leased = [[delivery("lost"), delivery("slow")]];
  const deliveries: DeliveryStore = {
    insert: vi.fn(),
    failed: vi.fn(),
    deleteBefore: async () => undefined,
    lease: async () => leased.pop() ?? [],
    async done({ id }) {
      if (id === "lost") throw new Error("the database is away");
      done.push(id);
    },
  };
  const stopping = new AbortController();
  let answer = () => {};
  const call = ({ id }: Delivery) =>
    id === "lost"
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          answer = resolve;
        });
  // These calls belong to no subscription.
  const subscriptions = {} as SubscriptionStore;
  const options = { deliveries, subscriptions, call, secrets, now: () => now, log: silentLog };

  const run = createDispatcher(options).run(stopping.signal);
  const ended = vi.fn();
  run.then(ended);
  await new Promise((resolve) => setImmediate(resolve));
  stopping.abort();
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).not.toHaveBeenCalled();
  answer();
  await run;

  expect(done).toEqual(["slow"]);
});
