import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { uuidv7 } from "./ids.ts";

/** An event as a row of its unit's outbox table, written in the transaction of the change it tells of. */
export interface OutboxRow {
  readonly id: string;
  readonly tenantId: string;
  /** Full name of the message type: the subject on the bus. */
  readonly type: string;
  // Prisma takes bytes over a plain ArrayBuffer only.
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly createdAt: Date;
}

/** Packs an event message for the outbox. */
export function outboxRow<T extends DescMessage>(
  schema: T,
  tenantId: string,
  init: MessageInitShape<T>,
  now: Date,
): OutboxRow {
  const payload = new Uint8Array(toBinary(schema, create(schema, init)));
  return { id: uuidv7(now), tenantId, type: schema.typeName, payload, createdAt: now };
}
