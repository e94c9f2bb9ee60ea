import { loadConfig } from "@signet/config";
import { type Running, silentLog } from "@signet/kit";
import { everything } from "../../packages/cli/src/process/choice.ts";
import { serveHere } from "../../packages/cli/src/process/serve.ts";

/** What the other process wants done with a configuration file. */
export interface Order {
  readonly file: string;
  readonly kind: "start" | "stop";
}

/** An order has been carried out, or not. */
export interface Answer {
  readonly file: string;
  readonly error?: string;
}

const servers = new Map<string, Running>();

async function carryOut({ file, kind }: Order): Promise<void> {
  if (kind === "stop") {
    await servers.get(file)?.stop();
    servers.delete(file);
    return;
  }
  const { config } = loadConfig({ file, env: {} });
  if (config.database.kind !== "url") throw new Error("servers of one process need a database by its URL");
  servers.set(file, await serveHere(everything, { config, url: config.database.url, log: silentLog }));
}

process.on("message", (order: Order) => {
  const tell = (answer: Answer) => process.send?.(answer);
  carryOut(order).then(
    () => tell({ file: order.file }),
    (error: unknown) => tell({ file: order.file, error: error instanceof Error ? error.message : String(error) }),
  );
});
// Nobody is left who could want anything.
process.on("disconnect", () => process.exit());
