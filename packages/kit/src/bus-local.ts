import type { Bus, Envelope, Listener } from "./events.ts";

/** The bus of a single process: publishing calls the listeners. The outbox table is the queue, no broker is needed. */
export function createLocalBus(): Bus {
  const listeners = new Map<string, Listener[]>();

  return {
    // In their order, and with one connection to the database for each outbox.
    atOnce: 1,
    async publish(envelope: Envelope) {
      for (const listener of listeners.get(envelope.type) ?? []) await listener.handle(envelope);
    },
    async subscribe(_unit, added) {
      for (const listener of added) {
        listeners.set(listener.type, [...(listeners.get(listener.type) ?? []), listener]);
      }
    },
    async ping() {},
    async close() {
      listeners.clear();
    },
  };
}
