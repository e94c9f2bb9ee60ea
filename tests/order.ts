import { relative } from "node:path";
import { BaseSequencer, type TestSequencer, type TestSequencerConstructor, type TestSpecification } from "vitest/node";
import { longFiles } from "./long-files.ts";

/**
 * Projects in the order in which they begin. Browsers wait for much of their time, so what keeps a processor busy runs
 * beside them; what is short comes last, so that no worker is left alone with much to do.
 */
const projects = ["conformance", "e2e", "contract", "unit", "house"];

function sequencer(...[vitest]: ConstructorParameters<TestSequencerConstructor>): TestSequencer {
  const usual = new BaseSequencer(vitest);
  const place = ({ moduleId }: TestSpecification) => {
    const found = longFiles.indexOf(relative(vitest.config.root, moduleId));
    return found < 0 ? longFiles.length : found;
  };
  const turn = ({ project }: TestSpecification) => projects.indexOf(project.name);
  return {
    shard: (files) => usual.shard(files),
    async sort(files) {
      const sorted = await usual.sort(files);
      return sorted.toSorted((a, b) => turn(a) - turn(b) || place(a) - place(b));
    },
  };
}

/** Runs long files before short ones. Vitest makes it with `new`; what the function returns is used. */
export const longestFirst = sequencer as unknown as TestSequencerConstructor;
