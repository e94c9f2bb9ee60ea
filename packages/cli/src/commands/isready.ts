import { type Command, InvalidArgumentError } from "commander";
import type { ListenerName } from "../process/readiness.ts";
import { configInput } from "./config-option.ts";
import { type JsonFlag, jsonOption } from "./json-option.ts";

const LISTENERS: readonly ListenerName[] = ["public", "admin", "rpc"];

const HELP = `
Exit codes: 0 it is ready, 1 it is not, or cannot be asked.

Example:
  signet isready public --config prod.yaml && echo yes`;

/** signet isready public | admin | rpc */
export function addIsReady(program: Command): void {
  jsonOption(program.command("isready"))
    .description("ask a running server whether it is ready")
    .argument(
      "<listener>",
      "public, admin, or rpc: the one at rpc.address, which units have that run apart",
      readListener,
    )
    .addHelpText("after", HELP)
    .action(async (name: ListenerName, { json = false }: JsonFlag, command: Command) => {
      const { isReady } = await import("../process/readiness.ts");
      const { ready, url } = await isReady(name, configInput(command));
      if (json) console.log(JSON.stringify({ listener: name, ready }));
      if (!ready) throw new Error(`Service ${name} is not ready (${url})`);
      console.error(`Service ${name} is ready`);
    });
}

function readListener(text: string): ListenerName {
  const name = LISTENERS.find((listener) => listener === text);
  if (!name) throw new InvalidArgumentError(`choose ${LISTENERS.join(", ")}.`);
  return name;
}
