import { afterAll } from "vitest";
import { undoAll } from "./undo.ts";

// A set-up file runs before each test file; a hook of a module would only belong to the first file that imports it.
afterAll(undoAll, 60_000);
