import { type Command, InvalidArgumentError } from "commander";
import type { ListenerName } from "../process/readiness.ts";
import { configInput } from "./config-option.ts";

const LISTENERS: readonly ListenerName[] = ["public", "admin", "rpc"];

/** signet isready public | admin | rpc */
export function addIsReady(program: Command): void {
  program
    .command("isready")
    .description("ask a running server whether it is ready; exit code 0 if it is")
    .argument("<listener>", LISTENERS.join(" | "), readListener)
    .addHelpText("after", "\nExample:\n  signet isready public --config prod.yaml && echo yes")
    .action(async (name: ListenerName, _: object, command: Command) => {
      const { isReady } = await import("../process/readiness.ts");
      if (!(await isReady(name, configInput(command)))) throw new Error(`Service ${name} is not ready`);
      console.error(`Service ${name} is ready`);
    });
}

function readListener(text: string): ListenerName {
  const name = LISTENERS.find((listener) => listener === text);
  if (!name) throw new InvalidArgumentError(`choose ${LISTENERS.join(", ")}.`);
  return name;
}
