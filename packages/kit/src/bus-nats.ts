import { headers, type JetStreamManager, type NatsConnection, nanos, RetentionPolicy } from "nats";
import type { Bus } from "./events.ts";
import type { Logger } from "./log.ts";
import { consumeEvents, REDELIVER_AFTER_MS } from "./nats-consumer.ts";
import { openNatsLink } from "./nats-link.ts";
import { CREATED, type NatsNames, namesIn, TENANT } from "./nats-names.ts";
import { within } from "./within.ts";

const REQUEST_MS = 5_000;
const PING_MS = 1_000;
const KEPT_MS = 7 * 24 * 3_600_000;
/** Within this time the stream drops what a retried publish repeats; later, the inbox of the consumer does. */
const DUPLICATE_WINDOW_MS = 600_000;

/** How to use a NATS server. */
export interface NatsBusOptions {
  readonly log: Logger;
  /** Keeps installations apart that share a server. */
  readonly namespace?: string;
  /** How long to wait before an event that could not be handled is delivered again, time after time. */
  readonly redeliverAfterMs?: readonly number[];
}

/**
 * The bus of a cluster: NATS JetStream, one stream of all message types, the outbox row's id as message id so that the
 * stream drops what a retried publish repeats, and one durable pull consumer per listening unit. Connects in the
 * background: while NATS is away, publishing fails at once and the events stay in their outbox.
 */
export function createNatsBus(url: string, options: NatsBusOptions): Bus {
  const { log, namespace = "", redeliverAfterMs = REDELIVER_AFTER_MS } = options;
  const names = namesIn(namespace);
  const link = openNatsLink(url, { log, prepare: (connection) => ensureStreams(connection, names) });
  const stopping = new AbortController();
  const consuming: Promise<void>[] = [];

  return {
    // The server's disk answers slowly, but many at a time.
    atOnce: 32,
    async publish(event) {
      const header = headers();
      header.set(TENANT, event.tenantId);
      header.set(CREATED, event.createTime.toISOString());
      const js = link.present().jetstream({ timeout: REQUEST_MS });
      await js.publish(`${names.prefix}${event.type}`, event.payload, { msgID: event.id, headers: header });
    },
    async subscribe(unit, listeners) {
      if (listeners.length === 0) return;
      consuming.push(consumeEvents({ link, names, unit, listeners, redeliverAfterMs, signal: stopping.signal, log }));
    },
    async ping() {
      // A connection that hangs counts as away.
      await within(PING_MS, link.present().rtt(), "NATS does not answer in time");
    },
    async close() {
      stopping.abort();
      await Promise.all(consuming);
      await link.close();
    },
  };
}

async function ensureStreams(connection: NatsConnection, names: NatsNames): Promise<void> {
  const manager = await connection.jetstreamManager({ timeout: REQUEST_MS });
  const limits = { retention: RetentionPolicy.Limits, max_age: nanos(KEPT_MS) };
  await ensureStream(manager, {
    name: names.stream,
    subjects: [`${names.prefix}signet.>`],
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    ...limits,
  });
  await ensureStream(manager, { name: names.deadStream, subjects: [`${names.deadPrefix}>`], ...limits });
}

type StreamInit = Parameters<JetStreamManager["streams"]["add"]>[0] & { readonly name: string };

/** Adding a stream that is there with the same settings changes nothing; one that an operator changed stays as it is. */
async function ensureStream(manager: JetStreamManager, stream: StreamInit): Promise<void> {
  try {
    await manager.streams.add(stream);
  } catch (error) {
    await manager.streams.info(stream.name).catch(() => {
      throw error;
    });
  }
}
