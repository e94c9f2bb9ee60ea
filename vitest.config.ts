import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { longestFirst } from "./tests/order.ts";

// Not "import": vitest hands these to Node, where they would also count for require().
const conditions = ["@signet/source", "node"];

/** Tests resolve our packages to their sources, so nothing has to be built first. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Nothing is kept in modules (see the house rules), so files of one worker may share them: loading them anew for each
    // file took more than half of the time.
    isolate: false,
    // Tests wait for browsers, databases, mails and clocks for a third of their time: another one works meanwhile.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: longestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "services/*/src/**/*.test.ts"],
          globalSetup: ["packages/db/src/test/server.ts"],
          setupFiles: ["packages/db/src/test/set-up.ts"],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: "contract",
          include: ["contract", "rpc", "sdk", "interop"].map((folder) => `tests/${folder}/**/*.test.ts`),
          globalSetup: ["packages/db/src/test/server.ts"],
          setupFiles: ["packages/db/src/test/set-up.ts"],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "house",
          include: ["tests/house/**/*.test.ts", "tests/deploy/**/*.test.ts"],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["packages/db/src/test/server.ts", "tests/e2e/build.ts"],
          setupFiles: ["packages/db/src/test/set-up.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "conformance",
          include: ["tests/conformance/**/*.test.ts"],
          globalSetup: ["packages/db/src/test/server.ts", "tests/e2e/build.ts"],
          setupFiles: ["packages/db/src/test/set-up.ts"],
          hookTimeout: 120_000,
          // The servers and the walkers share the machine, and both are kept busy by this many worlds.
          maxConcurrency: 3,
        },
      },
    ],
  },
});
