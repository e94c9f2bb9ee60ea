// npm run bench:users: how fast many users move in, and how fast any page of them is listed.
import { prepare } from "./lib/prepare.mjs";
import { runTypescript } from "./lib/typescript.mjs";

await prepare();
await runTypescript("bench/users.ts", process.argv.slice(2));
