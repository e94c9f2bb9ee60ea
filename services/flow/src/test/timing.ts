/** Milliseconds that each of two groups took. */
export interface Samples {
  readonly known: readonly number[];
  readonly unknown: readonly number[];
}

/**
 * What 200 samples of one and the same distribution stay below but once in a million times. The standard deviation of
 * the distance is sqrt((n + m + 1) / 12nm), which is 0.029 here.
 */
const FAR = 0.145;
/**
 * A row that is there takes longer to read than one that is not, by a fifth of a millisecond. What is left out (a hash, a
 * call) is a multiple of that.
 */
const LEAST_MS = 1;
const LEAST_RATIO = 1.3;

/** Whether times tell two groups apart: one is the slower one too often for chance, and by more than a row takes. */
export function tellsApart(samples: Samples): boolean {
  const [faster, slower] = [median(samples.known), median(samples.unknown)].sort((a, b) => a - b) as [number, number];
  return distance(samples) > FAR && slower - faster > LEAST_MS && slower > faster * LEAST_RATIO;
}

/**
 * How far from alike two groups are, from 0 (each is as often the slower one) to 0.5 (one always is): the Mann-Whitney
 * statistic over the number of pairs. It looks at ranks alone, so the few answers that a busy machine held up for long
 * weigh no more than others.
 */
function distance({ known, unknown }: Samples): number {
  let slower = 0;
  for (const one of known) {
    for (const other of unknown) slower += one > other ? 1 : one === other ? 0.5 : 0;
  }
  return Math.abs(slower / (known.length * unknown.length) - 0.5);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
