import { relative } from "node:path";
import { BaseSequencer, type TestSequencer, type TestSequencerConstructor, type TestSpecification } from "vitest/node";
import { longFiles } from "./long-files.ts";

/**
 * Folders in the order in which they begin. Browsers wait for much of their time, so what keeps a processor busy runs
 * beside them; what is short comes last, so that no worker is left alone with much to do.
 */
const folders = ["tests/conformance/", "tests/e2e/", "tests/"];

function sequencer(...[vitest]: ConstructorParameters<TestSequencerConstructor>): TestSequencer {
  const usual = new BaseSequencer(vitest);
  const path = ({ moduleId }: TestSpecification) => relative(vitest.config.root, moduleId);
  const place = (file: TestSpecification) => indexOr(longFiles.length, longFiles.indexOf(path(file)));
  const turn = (file: TestSpecification) =>
    indexOr(
      folders.length,
      folders.findIndex((folder) => path(file).startsWith(folder)),
    );
  return {
    shard: (files) => usual.shard(files),
    async sort(files) {
      const sorted = await usual.sort(files);
      return sorted.toSorted((a, b) => turn(a) - turn(b) || place(a) - place(b));
    },
  };
}

/** What findIndex() found, or the place behind all. */
function indexOr(last: number, found: number): number {
  return found < 0 ? last : found;
}

/** Runs long files before short ones. Vitest makes it with `new`; what the function returns is used. */
export const longestFirst = sequencer as unknown as TestSequencerConstructor;
