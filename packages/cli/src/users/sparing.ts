import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** So many entries make a hundred megabytes of garbage, and the collector would let several times as much grow. */
const EVERY = 2_500;

/** Passes entries on and has garbage collected now and then, so that the memory stays small however many there are. */
export async function* sparing<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  let count = 0;
  for await (const entry of entries) {
    count += 1;
    if (count % EVERY === 0) collect();
    yield entry;
  }
}
