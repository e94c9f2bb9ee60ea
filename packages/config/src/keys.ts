import { z } from "zod";
import { type Address, readAddress, readPort } from "./address.ts";
import { parseDuration, readDuration, readDurationText } from "./duration.ts";
import { fault, type Reading, read } from "./reading.ts";
import { readBool, readText, readWhole } from "./weak.ts";

/** How a key is written, as the documentation calls it. */
export type KeyType =
  | "bool"
  | "whole number"
  | "text"
  | "duration"
  | "address"
  | "port"
  | "processes"
  | "list of text"
  | "map of text"
  | "map of anything"
  | "list of objects"
  | "map of objects";

/** What is known of one key besides its value. */
export interface KeyFacts {
  readonly type: KeyType;
  /** One sentence: what the key does. */
  readonly about: string;
  /** As it would be written in the file. */
  readonly default: unknown;
  /** The environment variable; without one the key is set by file only. */
  readonly env?: string;
  readonly allowed?: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** Never shown in a log or a dump. */
  readonly secret?: boolean;
  /** A value that cannot be read is replaced by the default, with a warning. */
  readonly lenient?: boolean;
  /** A key of Signet's own, unknown to the contract. */
  readonly own?: boolean;
  /** Set where the scope differs from its section's. */
  readonly scope?: "application";
}

/** Facts by schema: how the loader, the documentation and the redaction find them. */
export const keyFacts = z.registry<KeyFacts>();

/** What a section file says about a key; the rest follows from the function it calls. */
type Said = Pick<KeyFacts, "about" | "env" | "allowed" | "secret" | "lenient" | "own" | "scope">;

/** A check of text: what is wrong with it, if anything. */
export type TextCheck = (text: string) => string | undefined;

/** On or off. */
export function bool(byDefault: boolean, said: Said) {
  return key(weak(readBool), { type: "bool", default: byDefault, ...said });
}

/** A whole number within its range, from 0 unless said otherwise. */
export function whole(byDefault: number, said: Said & { min?: number; max?: number; zeroMeans?: number }) {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, zeroMeans = 0, ...facts } = said;
  const schema = weak(readWhole)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .transform((value) => (value === 0 ? zeroMeans : value));
  return key(schema, { type: "whole number", default: byDefault, min, ...(said.max && { max }), ...facts });
}

/** Any text that passes its check. */
export function text(byDefault: string, said: Said & { check?: TextCheck; normalise?: (text: string) => string }) {
  const { check, normalise = same, ...facts } = said;
  const schema = weak((raw) => checked(readText(raw), check)).transform(normalise);
  return key(schema, { type: "text", default: byDefault, ...facts });
}

/** One of a few words. */
export function choice<const T extends string>(choices: readonly T[], byDefault: T, said: Said & { emptyMeans?: T }) {
  const { emptyMeans, ...facts } = said;
  const schema = weak((raw) => {
    const word = readText(raw);
    if ("fault" in word) return word;
    const chosen =
      word.value === "" && emptyMeans !== undefined
        ? emptyMeans
        : choices.find((c) => c.toLowerCase() === word.value.toLowerCase());
    return chosen === undefined
      ? fault(`"${word.value}" is not one of ${choices.filter(Boolean).join(", ")}`)
      : read(chosen);
  });
  return key(schema, { type: "text", default: byDefault, choices, ...facts });
}

/** A length of time; the typed value counts milliseconds. */
export function duration(
  byDefault: string,
  said: Said & { min?: string; noNumber?: boolean; zeroMeans?: string; belowZero?: boolean },
) {
  const { min = "0", noNumber = false, zeroMeans = "0", belowZero = false, ...facts } = said;
  const least = belowZero ? Number.NEGATIVE_INFINITY : (parseDuration(min) ?? 0);
  const schema = weak(noNumber ? readDurationText : readDuration)
    .pipe(z.number().min(least, `must be at least ${min}${noNumber ? "" : "; a bare number counts nanoseconds"}`))
    .transform((ms) => (ms > 0 ? ms : (parseDuration(zeroMeans) ?? 0)));
  const from = said.min === undefined ? {} : { allowed: `from ${min}` };
  return key(schema, { type: "duration", default: byDefault, ...from, ...facts });
}

/** Where to listen. */
export function address(byDefault: string, said: Said) {
  const schema = weak((raw) => andThen(readText(raw), readAddress));
  return key(schema, { type: "address", default: byDefault, ...said });
}

/** Where to listen, if anywhere: empty means that there is no such listener. */
export function optionalAddress(byDefault: string, said: Said) {
  const schema = weak<Address | undefined>((raw) =>
    andThen(readText(raw), (value) => (value.trim() === "" ? read(undefined) : readAddress(value))),
  );
  return key(schema, { type: "address", default: byDefault, ...said });
}

/** A list of texts, each of which passes the check. A single text is a list of one. */
export function texts(
  byDefault: readonly string[],
  said: Said & { check?: TextCheck; normalise?: (text: string) => string },
) {
  const { check, normalise = same, ...facts } = said;
  const element = weak((raw) => checked(readText(raw), check)).transform(normalise);
  const schema = z.preprocess(
    (raw) => (Array.isArray(raw) ? raw : raw === "" ? [] : [raw]),
    z.array(element, "must be a list"),
  );
  return key(schema, { type: "list of text", default: byDefault, ...facts });
}

/** Names and their texts. */
export function textMap(said: Said) {
  return key(z.record(z.string(), weak(readText), "must be a mapping of names and texts"), {
    type: "map of text",
    default: {},
    ...said,
  });
}

/** Names and whatever stands behind them, kept as it is. */
export function anyMap(said: Said) {
  return key(z.record(z.string(), z.unknown(), "must be a mapping"), { type: "map of anything", default: {}, ...said });
}

/** A list of objects of one shape. */
export function listOf<T extends z.ZodObject>(of: T, said: Said) {
  return z
    .array(of, "must be a list of mappings")
    .prefault([])
    .register(keyFacts, { type: "list of objects", default: [], ...said });
}

/** Objects of one shape by their id. */
export function mapOf<T extends z.ZodObject>(of: T, said: Said) {
  return z
    .record(z.string(), of, "must be a mapping of ids and settings")
    .prefault({})
    .register(keyFacts, { type: "map of objects", default: {}, ...said });
}

/** A TCP port; the typed value is a number, 0 where the text was empty. */
export function port(byDefault: string, said: Said) {
  const schema = weak((raw) => andThen(readText(raw), readPort));
  return key(schema, { type: "port", default: byDefault, ...said });
}

/** A number of processes, or `auto` for as many as there are cores. */
export function processes(byDefault: number | "auto", said: Said) {
  const schema = weak<number | "auto">((raw) => {
    if (raw === "auto") return read(raw);
    const number = readWhole(raw);
    return "value" in number && number.value >= 1 ? number : fault("must be auto, or a whole number from 1");
  });
  return key(schema, { type: "processes", default: byDefault, allowed: "`auto` or a whole number from 1", ...said });
}

function same(text: string): string {
  return text;
}

function key<T>(schema: z.ZodType<T, unknown>, facts: KeyFacts) {
  return schema.prefault(facts.default).register(keyFacts, facts);
}

function weak<T>(reader: (raw: unknown) => Reading<T>) {
  return z.unknown().transform((raw, context): T => {
    const reading = reader(raw);
    if ("value" in reading) return reading.value;
    context.addIssue({ code: "custom", message: reading.fault });
    return z.NEVER;
  });
}

function checked(reading: Reading<string>, check: TextCheck | undefined): Reading<string> {
  return andThen(reading, (value) => {
    const message = check?.(value);
    return message === undefined ? reading : fault(message);
  });
}

function andThen<A, B>(reading: Reading<A>, next: (value: A) => Reading<B>): Reading<B> {
  return "value" in reading ? next(reading.value) : reading;
}
