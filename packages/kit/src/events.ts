import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";

/** An event on its way, as the bus carries it. */
export interface Envelope {
  /** Id of the outbox row: the same on every delivery, so that a consumer can tell a repetition. */
  readonly id: string;
  readonly tenantId: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly createTime: Date;
}

/** One kind of event a unit listens to, and what it does then. Must be idempotent: delivery is at least once. */
export interface Listener {
  readonly type: string;
  handle(envelope: Envelope): Promise<void>;
}

/** Listens to a message type. */
export function on<T extends DescMessage>(
  schema: T,
  handle: (event: MessageShape<T>, envelope: Envelope) => Promise<void>,
): Listener {
  return { type: schema.typeName, handle: (envelope) => handle(fromBinary(schema, envelope.payload), envelope) };
}

/** Where events go once they are committed. A publish that resolves has been taken over durably or handled. */
export interface Bus {
  /** How many events of an outbox may be on their way at once. */
  readonly atOnce: number;
  publish(envelope: Envelope): Promise<void>;
  /** Delivers events of the listeners' types to a unit. */
  subscribe(unit: string, listeners: readonly Listener[]): Promise<void>;
  /** Fails when the bus does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
