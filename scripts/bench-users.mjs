// npm run bench:users: how fast many users move in, and how fast any page of them is listed.
import { runTypescript } from "./lib/typescript.mjs";

await runTypescript("bench/users.ts", process.argv.slice(2));
