// npm run bench: measures a clean instance, or any server with --url; see docs/performance.md.
import { runTypescript } from "./lib/typescript.mjs";

await runTypescript("bench/main.ts", process.argv.slice(2));
