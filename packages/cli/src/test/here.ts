import { vi } from "vitest";
import { runProgram } from "../program.ts";
import type { Environment, Outcome } from "./program.ts";

/** Runs a command in the test's own process: starting the program costs more than most commands. One at a time. */
export async function runHere(args: readonly string[], env: Environment = {}): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  const write = (stream: keyof typeof written) => (text: unknown) => {
    written[stream] += String(text);
    return true;
  };
  const line = (stream: keyof typeof written) => (text: unknown) => void write(stream)(`${String(text)}\n`);
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(write("stdout")),
    vi.spyOn(process.stderr, "write").mockImplementation(write("stderr")),
    vi.spyOn(console, "log").mockImplementation(line("stdout")),
    vi.spyOn(console, "error").mockImplementation(line("stderr")),
  ];
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    return { code: await runProgram(args), ...written };
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}
