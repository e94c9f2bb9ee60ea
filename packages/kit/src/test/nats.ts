import { connect } from "nats";

/** NATS for tests: at SIGNET_TEST_NATS_URL, or at the standard local port. */
export const testNatsUrl = process.env.SIGNET_TEST_NATS_URL ?? "nats://127.0.0.1:4222";

/** Why tests that need NATS cannot run; empty when they can. Under CI=true it is an error instead. */
export async function natsMissing(): Promise<string> {
  try {
    const connection = await connect({ servers: testNatsUrl.replace(/^nats:\/\//, ""), timeout: 2_000 });
    await connection.close();
    return "";
  } catch (error) {
    if (process.env.CI === "true") throw new Error(`NATS must answer at ${testNatsUrl}`, { cause: error });
    return `no NATS at ${testNatsUrl}`;
  }
}

/** Removes what a namespace left at the server. */
export async function clearNats(namespace: string): Promise<void> {
  const connection = await connect({ servers: testNatsUrl.replace(/^nats:\/\//, "") });
  const manager = await connection.jetstreamManager();
  for (const stream of [`SIGNET_${namespace}`, `SIGNET_DEAD_${namespace}`]) {
    await manager.streams.delete(stream).catch(() => undefined);
  }
  await connection.close();
}
