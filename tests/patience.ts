import { relative } from "node:path";
import { expect, vi } from "vitest";

/** How long tests and their hooks may take, by the folder that they are in: the first that fits. */
const patience = [
  { folder: "tests/conformance/", testTimeout: 5_000, hookTimeout: 120_000 },
  { folder: "tests/e2e/", testTimeout: 60_000, hookTimeout: 60_000 },
  { folder: "tests/house/", testTimeout: 60_000, hookTimeout: 10_000 },
  { folder: "tests/deploy/", testTimeout: 60_000, hookTimeout: 10_000 },
  { folder: "tests/", testTimeout: 30_000, hookTimeout: 10_000 },
  { folder: "", testTimeout: 20_000, hookTimeout: 10_000 },
] as const;

// A set-up file of Vitest's, which runs before each test file: whoever shares the worker had other times.
const path = relative(process.cwd(), expect.getState().testPath ?? "");
const { testTimeout, hookTimeout } = patience.find(({ folder }) => path.startsWith(folder)) ?? patience[5];
vi.setConfig({ testTimeout, hookTimeout });
