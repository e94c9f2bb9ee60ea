import { fault } from "./fault.ts";
import { isStruct, print, printFloat, typeName, type Value } from "./value.ts";

/** What stands between the percent sign and the verb. */
interface Flags {
  readonly minus: boolean;
  readonly plus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly precision?: number;
}

const DIRECTIVE = /%([-+# 0]*)(\*|\d*)(?:\.(\*|\d*))?(.|$)/gsu;
const WIDEST = 1_000;

/** Formats as Go's fmt.Sprintf does, mistakes included: a verb that does not fit its value says so in the text. */
export function format(pattern: string, args: readonly Value[]): string {
  let used = 0;
  const text = pattern.replaceAll(
    DIRECTIVE,
    (_, marks: string, width: string, precision: string | undefined, verb: string) => {
      if (width === "*" || precision === "*") throw fault("printf with a width from an argument is not supported");
      const flags = readFlags(marks, width, precision);
      if (verb === "[") throw fault("printf with the numbers of its arguments is not supported");
      if (verb === "") return "%!(NOVERB)";
      if (verb === "%") return "%";
      if (used >= args.length) return `%!${verb}(MISSING)`;
      return formatOne(verb, args[used++], flags);
    },
  );
  const extra = args.slice(used).map((value) => (value === undefined ? "<nil>" : `${typeName(value)}=${print(value)}`));
  return extra.length > 0 ? `${text}%!(EXTRA ${extra.join(", ")})` : text;
}

function readFlags(marks: string, width: string, precision: string | undefined): Flags {
  if (Number(width) > WIDEST || Number(precision) > WIDEST) throw fault("printf with a width that large");
  const minus = marks.includes("-");
  return {
    minus,
    plus: marks.includes("+"),
    sharp: marks.includes("#"),
    space: marks.includes(" "),
    zero: marks.includes("0") && !minus,
    width: Number(width),
    precision: precision === undefined ? undefined : Number(precision),
  };
}

function formatOne(verb: string, value: Value, flags: Flags): string {
  if (verb === "T") return pad(typeName(value), flags);
  const text = formatted(verb, value, flags);
  if (text === undefined) return `%!${verb}(${value === undefined ? "<nil>" : `${typeName(value)}=${print(value)}`})`;
  return text;
}

function formatted(verb: string, value: Value, flags: Flags): string | undefined {
  switch (typeof value) {
    case "bigint":
      return formatInteger(verb, value, flags);
    case "number":
      return formatFloat(verb, value, flags);
    case "boolean":
      return verb === "t" || verb === "v" ? pad(String(value), flags) : undefined;
    case "string":
      return formatText(verb, value, flags);
    default:
      if (isStruct(value)) return formatText(verb, value.text, flags);
      return verb === "v" ? pad(print(value), flags) : undefined;
  }
}

function formatText(verb: string, value: string, flags: Flags): string | undefined {
  const cut = flags.precision === undefined ? value : [...value].slice(0, flags.precision).join("");
  switch (verb) {
    case "v":
      return pad(flags.sharp ? quote(value) : cut, flags);
    case "s":
      return pad(cut, flags);
    case "q":
      return pad(flags.sharp && !value.includes("`") ? `\`${cut}\`` : quote(cut), flags);
    case "x":
    case "X": {
      const hex = Buffer.from(value).subarray(0, flags.precision).toString("hex");
      const spaced = flags.space ? hex.replaceAll(/..(?=.)/g, "$& ") : hex;
      return pad(verb === "x" ? spaced : spaced.toUpperCase(), flags);
    }
    default:
      return undefined;
  }
}

const BASES: Readonly<Record<string, number>> = { d: 10, v: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };
const PREFIXES: Readonly<Record<string, string>> = { b: "0b", o: "0", x: "0x", X: "0X" };

function formatInteger(verb: string, value: bigint, flags: Flags): string | undefined {
  const isPoint = value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value > 0xdfffn);
  const character = isPoint ? String.fromCodePoint(Number(value)) : "\uFFFD";
  if (verb === "c") return pad(character, flags);
  if (verb === "q")
    return pad(`'${quote(character).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`, flags);
  if (verb === "U") return pad(`U+${value.toString(16).toUpperCase().padStart(4, "0")}`, flags);
  const base = BASES[verb];
  if (base === undefined) return undefined;
  const size = value < 0n ? -value : value;
  const plain = size.toString(base);
  const digits = (verb === "X" ? plain.toUpperCase() : plain).padStart(flags.precision ?? 0, "0");
  const prefix = verb === "O" ? "0o" : flags.sharp ? (PREFIXES[verb] ?? "") : "";
  return signed(value < 0n, prefix + digits, flags.precision === undefined ? flags : { ...flags, zero: false });
}

function formatFloat(verb: string, value: number, flags: Flags): string | undefined {
  const size = Math.abs(value);
  const { precision } = flags;
  switch (verb) {
    case "v":
    case "g":
    case "G": {
      const text = precision === undefined ? printFloat(size) : general(size, precision);
      return signed(value < 0, verb === "G" ? text.toUpperCase() : text, flags);
    }
    case "f":
    case "F":
      return signed(value < 0, fixed(size, precision ?? 6), flags);
    case "e":
    case "E": {
      const text = size.toExponential(Math.min(precision ?? 6, 100)).replace(/e([+-])(\d)$/, "e$10$2");
      return signed(value < 0, verb === "E" ? text.toUpperCase() : text, flags);
    }
    default:
      return undefined;
  }
}

function fixed(size: number, precision: number): string {
  return size < 1e21
    ? size.toFixed(Math.min(precision, 100))
    : `${BigInt(size)}${precision > 0 ? `.${"0".repeat(precision)}` : ""}`;
}

function general(size: number, precision: number): string {
  const rounded = Number(size.toPrecision(Math.min(Math.max(precision, 1), 100)));
  return printFloat(rounded, Math.max(precision, 1));
}

function signed(isNegative: boolean, digits: string, flags: Flags): string {
  const sign = isNegative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  if (flags.zero) return sign + digits.padStart(flags.width - sign.length, "0");
  return pad(sign + digits, flags);
}

function pad(text: string, { width, minus, zero }: Flags): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  return minus ? text + " ".repeat(missing) : (zero ? "0" : " ").repeat(missing) + text;
}

/** A string as Go writes it in a source. */
function quote(text: string): string {
  return JSON.stringify(text)
    .replaceAll("\\b", "\\b")
    .replaceAll(/\\u00([01][\da-f])/g, "\\x$1")
    .replaceAll("\u007f", "\\x7f");
}
