// npm run bench: measures a clean instance, or any server with --url; see docs/performance.md.
import { prepare } from "./lib/prepare.mjs";
import { runTypescript } from "./lib/typescript.mjs";

await prepare();
await runTypescript("bench/main.ts", process.argv.slice(2));
