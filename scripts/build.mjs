// npm run build: from any state of the clone to a program that runs.
import { prepare } from "./lib/prepare.mjs";

await prepare();
