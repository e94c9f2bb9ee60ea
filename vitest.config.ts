import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { longestFirst } from "./tests/order.ts";

// Not "import": vitest hands these to Node, where they would also count for require().
const conditions = ["@signet/source", "node"];

/** Tests resolve our packages to their sources; those of the command line, the browsers and the recordings drive the program. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "services/*/src/**/*.test.ts", "tests/**/*.test.ts"],
    // Nothing is kept in modules (see the house rules), so files of one worker may share them, and all files are of one
    // project, which a worker belongs to: loading modules anew for each file took more than half of the time.
    isolate: false,
    // Workers live for the whole run and make much that dies young: 242 s in place of 257.
    execArgv: ["--max-semi-space-size=64"],
    // Tests wait for browsers, databases, mails and clocks for a third of their time: another one works meanwhile.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: longestFirst },
    globalSetup: ["packages/db/src/test/server.ts", "tests/build.ts"],
    setupFiles: ["packages/db/src/test/set-up.ts", "tests/patience.ts"],
    // Tests of the recordings keep servers and walkers busy by this many worlds.
    maxConcurrency: 3,
  },
});
