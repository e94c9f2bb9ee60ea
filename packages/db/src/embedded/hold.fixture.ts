import { startEmbeddedPostgres } from "./start.ts";

// A program that holds an embedded PostgreSQL until somebody ends it; says where it is on standard output.
const { url } = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? "" });
console.log(url);
setInterval(() => undefined, 1_000);
