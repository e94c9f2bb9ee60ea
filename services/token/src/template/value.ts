/** A value inside a template: Go's string, int, float64, bool, nil, and what the data has of structs and methods. */
export type Value = string | bigint | number | boolean | undefined | Struct | Method;

/** Something with fields, or the place where it is missing. */
export interface Struct {
  readonly kind: "struct";
  /** Undefined where there is nothing: a nil pointer, which has a type all the same. */
  readonly fields: Readonly<Record<string, Value>> | undefined;
  /** How it prints. */
  readonly text: string;
}

/** A function of the data, called by naming it. */
export interface Method {
  readonly kind: "method";
  call(args: readonly string[]): string;
}

/** Whether a value counts as true: it is not the zero of its type. */
export function isTrue(value: Value): boolean {
  if (isStruct(value)) return value.fields !== undefined;
  return value !== undefined && value !== "" && value !== 0n && value !== 0 && value !== false;
}

/** Whether a value is a struct. */
export function isStruct(value: Value): value is Struct {
  return typeof value === "object" && value.kind === "struct";
}

/** Whether a value is a method. */
export function isMethod(value: Value): value is Method {
  return typeof value === "object" && value.kind === "method";
}

/** The name of a value's type, as Go has it, for messages and for the output of wrong formats. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "bigint":
      return "int";
    case "number":
      return "float64";
    case "boolean":
      return "bool";
    case "string":
      return "string";
    default:
      return value === undefined ? "<nil>" : value.kind;
  }
}

/** A value as text, as Go's fmt prints it by default. */
export function print(value: Value): string {
  if (typeof value === "number") return printFloat(value);
  if (typeof value === "object") return value.kind === "struct" ? value.text : "";
  return value === undefined ? "<nil>" : String(value);
}

/** The shortest text that reads back as the number; with an exponent below -4 and from 6 on. */
export function printFloat(value: number, largest = 6): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  const [digits = "0", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  const sign = Object.is(value, -0) ? "-" : "";
  if (power >= -4 && power < largest) return sign + plain(value);
  const size = String(Math.abs(power)).padStart(2, "0");
  return `${digits}e${power < 0 ? "-" : "+"}${size}`;
}

function plain(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}
