import { type Command, InvalidArgumentError } from "commander";
import type { DemoOptions, DemoPorts } from "../process/demo.ts";
import { configInput } from "./config-option.ts";

const DEV_HELP = `
Examples:
  signet dev
  signet dev --port 3000 --config my.yaml     with settings of your own`;

const DEMO_HELP = `
Example:
  signet demo --api https://login.example.com`;

/** signet dev: for a first look, and what `npm start` runs. */
export function addDev(program: Command): void {
  const command = program
    .command("dev")
    .summary("everything for a first look, with a demo page and a mailbox")
    .description(
      "Serves every unit with development settings in one process, with a demo page to sign in at and a mailbox that " +
        "takes every mail. For this machine only: the secrets are well known.",
    );
  addPorts(command).addHelpText("after", DEV_HELP);
  command.action(async (ports: DemoPorts) => {
    const { dev } = await import("../process/dev.ts");
    await dev(ports, configInput(command));
  });
}

/** signet demo: the same page and mailbox, without the server. */
export function addDemo(program: Command): void {
  const command = program
    .command("demo")
    .summary("the demo page and the mailbox alone, for a server that runs elsewhere")
    .description("Serves the demo page for a Signet that runs elsewhere, and a mailbox for it to send its mails to.")
    .option("--api <url>", "public API of the server, as the browser reaches it", "http://localhost:8000")
    .option("--internal-api <url>", "the same API as this process reaches it, where that differs")
    .option("--host <address>", "where to listen; 0.0.0.0 inside a container", "localhost")
    .option("--smtp-port <n>", "where the mailbox takes mails", readPort, 2525);
  addPorts(command).addHelpText("after", DEMO_HELP);
  command.action(async (options: DemoOptions) => {
    const { demo } = await import("../process/demo.ts");
    await demo(options);
  });
}

function addPorts(command: Command): Command {
  return command
    .option("--port <n>", "of the demo page", readPort, 8888)
    .option("--mailbox-port <n>", "of the mailbox's page", readPort, 8025);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("write a port from 0 to 65535.");
  return port;
}
