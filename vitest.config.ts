import { defineConfig } from "vitest/config";

// Not "import": vitest hands these to Node, where they would also count for require().
const conditions = ["@signet/source", "node"];

/** Tests resolve our packages to their sources, so nothing has to be built first. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "services/*/src/**/*.test.ts"],
          globalSetup: ["packages/db/src/test/server.ts"],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: "contract",
          include: ["tests/contract/**/*.test.ts", "tests/rpc/**/*.test.ts"],
          globalSetup: ["packages/db/src/test/server.ts"],
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Browsers wait for much of their time, so two share a machine well; but after everything else.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
