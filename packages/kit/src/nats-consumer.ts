import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  type JetStreamClient,
  type JsMsg,
  type NatsConnection,
  nanos,
} from "nats";
import type { Envelope, Listener } from "./events.ts";
import type { Logger } from "./log.ts";
import type { NatsLink } from "./nats-link.ts";
import { CREATED, type NatsNames, TENANT } from "./nats-names.ts";
import { pause } from "./pause.ts";

/** Redeliveries wait this long, then longer; after the last one the event is kept in the dead-letter stream. */
export const REDELIVER_AFTER_MS: readonly number[] = [1_000, 5_000, 30_000, 120_000, 600_000, 600_000, 600_000];
/** How long to wait before asking for events again when that failed. */
const AGAIN_MS = 1_000;
/** An event whose handler does not end within this time is delivered again. */
const ACK_MS = 60_000;
const AT_ONCE = 8;
const FETCHED = 32;
/** How long one pull waits for events, and how long a pull that was lost in a reconnect is missed. */
const PULL_MS = 2_000;

interface Consuming {
  readonly link: NatsLink;
  readonly names: NatsNames;
  readonly unit: string;
  readonly listeners: readonly Listener[];
  readonly redeliverAfterMs: readonly number[];
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Hands the events of the stream to a unit's listeners until the signal, across every failure on the way. */
export async function consumeEvents(consuming: Consuming): Promise<void> {
  const { link, unit, signal, log } = consuming;
  while (!signal.aborted) {
    const connection = await untilAborted(link.opened(), signal);
    if (!connection) return;
    try {
      await deliver(await durableConsumer(connection, consuming), connection.jetstream(), consuming);
    } catch (error) {
      log.warn({ err: error, unit }, "events cannot be fetched from NATS; trying again");
    }
    await pause(AGAIN_MS, signal);
  }
}

/** One consumer per unit, shared by its processes. It sees every type: servers before 2.10 filter by one subject only. */
async function durableConsumer(connection: NatsConnection, { names, unit }: Consuming): Promise<Consumer> {
  const manager = await connection.jetstreamManager();
  await manager.consumers.add(names.stream, {
    durable_name: unit,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(ACK_MS),
  });
  return connection.jetstream().consumers.get(names.stream, unit);
}

/** Returns when the signal aborts or the consumer is gone, after the handlers that run have ended. */
async function deliver(consumer: Consumer, js: JetStreamClient, consuming: Consuming): Promise<void> {
  const { signal } = consuming;
  const messages = await consumer.consume({ max_messages: FETCHED, expires: PULL_MS, abort_on_missing_resource: true });
  const end = () => void messages.close();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const running = new Set<Promise<void>>();
  try {
    for await (const message of messages) {
      if (signal.aborted) {
        // Fetched and not begun: another process may have it at once.
        message.nak();
        continue;
      }
      const handled = handle(message, js, consuming).finally(() => running.delete(handled));
      running.add(handled);
      if (running.size >= AT_ONCE) await Promise.race(running);
    }
  } finally {
    signal.removeEventListener("abort", end);
    await Promise.all(running);
  }
}

/** Never throws: what cannot be handled is delivered again, at the latest when nobody acknowledged it in time. */
async function handle(message: JsMsg, js: JetStreamClient, consuming: Consuming): Promise<void> {
  const { names, unit, listeners, log } = consuming;
  const type = message.subject.slice(names.prefix.length);
  try {
    const envelope = toEnvelope(message, type);
    for (const listener of listeners) if (listener.type === type) await listener.handle(envelope);
    message.ack();
  } catch (error) {
    log.warn({ err: error, type, unit, delivery: message.info.deliveryCount }, "event could not be handled");
    await retryOrBury(message, js, consuming).catch((cause) =>
      log.warn({ err: cause, type, unit }, "NATS did not hear of it"),
    );
  }
}

async function retryOrBury(message: JsMsg, js: JetStreamClient, consuming: Consuming): Promise<void> {
  const { names, unit, redeliverAfterMs } = consuming;
  const wait = redeliverAfterMs[message.info.deliveryCount - 1];
  if (wait !== undefined) {
    message.nak(wait);
    return;
  }
  const type = message.subject.slice(names.prefix.length);
  // An id of its own: two units may bury the same event.
  const msgID = `${unit}:${message.headers?.get("Nats-Msg-Id")}`;
  await js.publish(`${names.deadPrefix}${unit}.${type}`, message.data, { headers: message.headers, msgID });
  message.term("handed to the dead-letter stream");
}

function toEnvelope(message: JsMsg, type: string): Envelope {
  return {
    id: message.headers?.get("Nats-Msg-Id") ?? "",
    tenantId: message.headers?.get(TENANT) ?? "",
    type,
    payload: message.data,
    createTime: new Date(message.headers?.get(CREATED) ?? 0),
  };
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
    promise.then(resolve, reject);
  });
}
