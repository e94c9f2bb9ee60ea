// npm run conformance: replays the recordings of the reference; see tests/conformance/README.md.
import { prepare } from "./lib/prepare.mjs";
import { runTypescript } from "./lib/typescript.mjs";

const args = process.argv.slice(2);
// Whoever judges another program needs no bundle of ours.
await prepare({ withProgram: !args.some((arg) => arg.startsWith("--program")) });
await runTypescript("tests/conformance/main.ts", args);
