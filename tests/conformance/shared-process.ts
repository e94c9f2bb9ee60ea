import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Answer, Order } from "./serve-in-turn.ts";
import type { Serve } from "./servers.ts";

/** One process for many servers, one after the other or at once. */
export interface SharedProcess {
  readonly serve: Serve;
  stop(): Promise<void>;
}

const script = `
import { runTypescript } from ${JSON.stringify(new URL("../../scripts/lib/typescript.mjs", import.meta.url).href)};
await runTypescript("tests/conformance/serve-in-turn.ts");
`;

/**
 * Starts a process that serves what the program serves, for any number of configurations: fourteen programs would spend
 * more time on starting and warming up than on all walks together.
 */
export function startSharedProcess(): SharedProcess {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const waiting = new Map<string, (answer: Answer) => void>();
  child.on("message", (answer: Answer) => waiting.get(answer.file)?.(answer));
  child.on("exit", () => {
    for (const [file, settle] of waiting) settle({ file, error: "the process of the servers has ended" });
  });

  const order = (given: Order) =>
    new Promise<void>((resolve, reject) => {
      waiting.set(given.file, ({ error }) => {
        waiting.delete(given.file);
        if (error === undefined) resolve();
        else reject(new Error(error));
      });
      child.send(given);
    });

  return {
    async serve(file) {
      await order({ file, kind: "start" });
      return { stop: () => order({ file, kind: "stop" }), ended: () => undefined };
    },
    stop: () =>
      new Promise((resolve) => {
        child.on("exit", () => resolve());
        child.disconnect();
      }),
  };
}
