// npm run check:deploy [-- FOLDER…]: deploy/ against the schemas of Kubernetes, Compose and our own configuration.
// Needs no cluster. A FOLDER is a kustomization of your own to check instead.
import { runTypescript } from "./lib/typescript.mjs";

await runTypescript("tests/deploy/main.ts", process.argv.slice(2));
