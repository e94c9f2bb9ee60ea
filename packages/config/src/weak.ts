import { fault, type Reading, read } from "./reading.ts";

const words: Readonly<Record<string, boolean>> = {
  ...{ 1: true, t: true, T: true, true: true, TRUE: true, True: true },
  ...{ 0: false, f: false, F: false, false: false, FALSE: false, False: false },
  "": false,
};

/** A boolean, a number (non-zero is true), or one of the words of the contract. `yes` and `on` are not among them. */
export function readBool(raw: unknown): Reading<boolean> {
  if (typeof raw === "boolean") return read(raw);
  if (typeof raw === "number") return read(raw !== 0);
  const word = typeof raw === "string" && Object.hasOwn(words, raw) ? words[raw] : undefined;
  return word === undefined ? fault(`${describe(raw)} is not a boolean; write true or false`) : read(word);
}

/** An integer, its text (also 0x1f, 0o17, 017, 0b11), a boolean, or nothing at all, which is 0. */
export function readWhole(raw: unknown): Reading<number> {
  if (typeof raw === "boolean") return read(raw ? 1 : 0);
  const number = typeof raw === "string" ? wholeOf(raw) : typeof raw === "number" ? raw : Number.NaN;
  return Number.isSafeInteger(number) ? read(number) : fault(`${describe(raw)} is not a whole number`);
}

/** Text, or a number or boolean turned into text, so that `port: 5432` is fine. */
export function readText(raw: unknown): Reading<string> {
  if (typeof raw === "string") return read(raw);
  if (typeof raw === "number" || typeof raw === "boolean") return read(String(raw));
  return fault(`${describe(raw)} is not text; put the value in quotes`);
}

/** Names a raw value in a message without ever printing a structure, which might hold secrets. */
export function describe(raw: unknown): string {
  if (raw === null) return "nothing";
  if (Array.isArray(raw)) return "a list";
  if (typeof raw === "object") return "a mapping";
  return typeof raw === "string" ? `"${raw}"` : String(raw);
}

function wholeOf(text: string): number {
  if (text === "") return 0;
  const [, sign = "", digits = ""] = /^([+-]?)(\w+)$/.exec(text) ?? [];
  const plain = digits.replace(/(?<=[0-9a-fA-FxXoObB])_(?=[0-9a-fA-F])/g, "");
  // An older spelling of octal, kept since files carry it.
  const number = /^0[0-7]+$/.test(plain)
    ? Number(`0o${plain}`)
    : /^[0-9][0-9a-fA-FxXoObB]*$/.test(plain)
      ? Number(plain)
      : Number.NaN;
  return sign === "-" ? -number : number;
}
