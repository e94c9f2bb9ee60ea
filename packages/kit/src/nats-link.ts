import { type ConnectionOptions, connect, Events, type NatsConnection } from "nats";
import type { Logger } from "./log.ts";
import { pause } from "./pause.ts";
import { within } from "./within.ts";

/** A connection to NATS that is made in the background, and made again for as long as it takes. */
export interface NatsLink {
  /** The open connection, or one clear error at once: nobody waits for a broker that is away. */
  present(): NatsConnection;
  /** The connection as soon as there is one; undefined when the link was closed first. */
  opened(): Promise<NatsConnection | undefined>;
  /** Lets what is on its way arrive, then ends. */
  close(): Promise<void>;
}

const RETRY_MS = 500;
const TIMEOUT_MS = 2_000;
const DRAIN_MS = 2_000;

/** Starts connecting. `prepare` runs on every new connection before anybody gets it. */
export function openNatsLink(
  url: string,
  { log, prepare }: { readonly log: Logger; readonly prepare: (connection: NatsConnection) => Promise<void> },
): NatsLink {
  const options = connectionOptions(url);
  const servers = String(options.servers);
  const closing = new AbortController();
  let open: NatsConnection | undefined;
  let answers = false;
  let waiting: (() => void)[] = [];

  async function dial(): Promise<NatsConnection | undefined> {
    let told = "";
    while (!closing.signal.aborted) {
      try {
        return await connectPrepared();
      } catch (error) {
        const reason = String(error);
        if (reason !== told) log.warn({ servers, reason }, "NATS does not answer; trying again");
        told = reason;
      }
      await pause(RETRY_MS, closing.signal);
    }
    return undefined;
  }

  async function connectPrepared(): Promise<NatsConnection> {
    const connection = await connect(options);
    try {
      await prepare(connection);
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async function keepOpen(): Promise<void> {
    while (!closing.signal.aborted) {
      const connection = await dial();
      if (!connection) return;
      // Closed while it was being opened: nobody else knows of it.
      if (closing.signal.aborted) return connection.close();
      open = connection;
      answers = true;
      for (const go of waiting) go();
      waiting = [];
      void follow(connection);
      await connection.closed();
      open = undefined;
      answers = false;
    }
  }

  /** Knows when the connection breaks and comes back; the client reconnects by itself. */
  async function follow(connection: NatsConnection): Promise<void> {
    for await (const { type, data } of connection.status()) {
      if (type === Events.Disconnect) {
        answers = false;
        log.warn({ servers }, "the connection to NATS broke; reconnecting");
      } else if (type === Events.Reconnect) {
        // A broker that lost its disk comes back without our streams.
        await prepare(connection).catch((error) => log.warn({ err: error }, "NATS could not be prepared"));
        answers = true;
        log.info({ servers }, "NATS answers again");
      } else if (type === Events.Error) {
        log.warn({ servers, reason: String(data) }, "NATS refused something");
      }
    }
  }

  const kept = keepOpen().catch((error) => log.error({ err: error }, "the connection to NATS was given up"));

  return {
    present() {
      if (!open || !answers) throw new Error(`NATS at ${servers} does not answer`);
      return open;
    },
    async opened() {
      while (!open && !closing.signal.aborted) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
      return open;
    },
    async close() {
      closing.abort();
      for (const go of waiting) go();
      const connection = open;
      // A broker that is away, or hangs, has nothing to take; the outbox keeps it.
      if (connection && answers) await within(DRAIN_MS, connection.drain(), "NATS hangs").catch(() => undefined);
      await connection?.close();
      await kept;
    },
  };
}

/** The client takes name and password apart from the addresses; people write them in the URL. */
function connectionOptions(url: string): ConnectionOptions {
  const addresses = url.split(",").map((part) => {
    const address = URL.canParse(part.trim()) ? new URL(part.trim()) : undefined;
    if (!address?.host) throw new Error("bus.nats_url: write nats://host:4222, several separated by commas");
    return address;
  });
  const [first] = addresses;
  const secure = addresses.some(({ protocol }) => protocol === "tls:");
  const user = decodeURIComponent(first?.username ?? "");
  const pass = decodeURIComponent(first?.password ?? "");
  return {
    servers: addresses.map(({ host }) => host),
    name: "signet",
    ...(secure && { tls: {} }),
    ...(user && pass && { user, pass }),
    ...(user && !pass && { token: user }),
    maxReconnectAttempts: -1,
    reconnectTimeWait: RETRY_MS,
    timeout: TIMEOUT_MS,
    pingInterval: 20_000,
  };
}
