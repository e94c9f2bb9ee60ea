import type { DescMessage, DescService, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { CallOptions, Client } from "@connectrpc/connect";
import { loadConfig, type TenantSettings } from "@signet/config";
import { type DeepPartial, testSettings } from "@signet/config/test";
import type { Database } from "@signet/db";
import { testDatabase } from "@signet/db/test";
import { createLocalBus } from "../bus-local.ts";
import { callFor, SINGLE_TENANT } from "../caller.ts";
import { type Composed, compose } from "../compose.ts";
import { uuidv7 } from "../ids.ts";
import { type Logger, silentLog } from "../log.ts";
import { createSecrets } from "../secrets.ts";
import type { Unit } from "../unit.ts";

export { reasonFrom } from "./reason.ts";

/** Units composed in memory over a database of their own, with a clock that stands still until moved. */
export interface TestUnits {
  readonly db: Database;
  readonly composed: Composed;
  /** A client of a service, as the flow unit unless told otherwise. */
  client<S extends DescService>(service: S, caller?: string): Client<S>;
  /** Call options for a request of the single tenant with a plausible origin. */
  readonly call: CallOptions;
  readonly clock: { now(): Date; advance(ms: number): void };
  /** The events of a type in a unit's outbox, oldest first. Relays do not run in these tests. */
  events<T extends DescMessage>(unit: string, schema: T): Promise<MessageShape<T>[]>;
  /** Hands an event to the listeners of the composed units, as a relay would. */
  readonly bus: ReturnType<typeof createLocalBus>;
  /** The same for an event that happened now; gives its id. */
  tell<T extends DescMessage>(schema: T, init: MessageInitShape<T>, known?: KnownEvent): Promise<string>;
}

/** What is not made up of an event: another tenant than the single one, or the id of a repetition. */
interface KnownEvent {
  readonly tenantId?: string;
  readonly id?: string | undefined;
}

/** What a test may choose. */
export interface TestUnitsOptions {
  readonly settings?: DeepPartial<TenantSettings>;
  /** Settings of the whole process, as environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** When the clock stands, as ISO text. */
  readonly start?: string;
  readonly log?: Logger;
  /** A database other than an empty PostgreSQL, e.g. from testMysqlDatabase(). */
  readonly db?: Database;
}

/** Composes the given units for a test; the database is dropped when the test file ends. */
export async function testUnits(units: readonly Unit[], options: TestUnitsOptions = {}): Promise<TestUnits> {
  const db = options.db ?? (await testDatabase());
  let time = Date.parse(options.start ?? "2026-03-01T12:00:00.000Z");
  const clock = {
    now: () => new Date(time),
    advance: (ms: number) => {
      time += ms;
    },
  };
  const settings = testSettings(options.settings);
  const { config } = loadConfig({ env: { DEVELOPMENT: "true", ...options.env } });
  const bus = createLocalBus();
  const everyone = ["test", "api", ...units.map(({ name }) => name), "flow", "gateway"];
  const composed = compose({
    units,
    here: new Set(units.map(({ name }) => name)),
    urlOf: (name) => `http://${name}.invalid`,
    mayCall: Object.fromEntries(units.map(({ name }) => [name, everyone])),
    bus,
    hand: frozen,
    deps: {
      db,
      config: { ...config, ...settings },
      settings: () => settings,
      secrets: createSecrets(["a key that only tests know"]),
      now: clock.now,
      log: options.log ?? silentLog,
      ready: () => db.ping(),
    },
  });
  const origin = { requestId: "request-1", clientAddress: "203.0.113.7", userAgent: "Test/1.0" };
  return {
    db,
    composed,
    bus,
    clock,
    call: callFor(SINGLE_TENANT, origin),
    client: (service, caller = "flow") => composed.peersOf(caller).client(service),
    async tell(schema, init, { tenantId = SINGLE_TENANT, id = uuidv7(clock.now()) } = {}) {
      const payload = toBinary(schema, create(schema, init));
      await bus.publish({ id, tenantId, type: schema.typeName, payload, createTime: clock.now() });
      return id;
    },
    async events(unit, schema) {
      const rows = await db.sql.query<{ payload: Uint8Array }>(
        `test_events_${unit}`,
        `SELECT payload FROM ${unit}_outbox WHERE type = $1 ORDER BY created_at, id`,
        [schema.typeName],
      );
      return rows.map(({ payload }) => fromBinary(schema, payload));
    },
  };
}

/** Messages between units are handed over uncopied: whoever changes one is caught here. */
function frozen<M extends object>(message: M): M {
  if (ArrayBuffer.isView(message) || Object.isFrozen(message)) return message;
  for (const member of Object.values(message)) if (typeof member === "object" && member !== null) frozen(member);
  return Object.freeze(message);
}
