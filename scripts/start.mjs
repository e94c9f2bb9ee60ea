// npm start: from a fresh clone to a running Signet with its demo page. Options are those of `signet dev`.
import { prepare } from "./lib/prepare.mjs";

await prepare();
process.argv.splice(1, 1, "signet", "dev");
await import("../packages/cli/bin/signet.js");
