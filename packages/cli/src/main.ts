import { runProgram } from "./program.ts";

const code = await runProgram(process.argv.slice(2));
// What is still open, a connection or a timer, does not keep a command that failed.
if (code !== 0) process.exit(code);
