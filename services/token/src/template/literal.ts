import { fault } from "./fault.ts";

const SIMPLE: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

const ESCAPE = /\\(?:([abfnrtv\\'"])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S]?))/gu;

/** What a string means that is written with quotes or backquotes (Go specification, String literals). */
export function readString(text: string, at: number): string {
  const inner = text.slice(1, -1);
  if (text.startsWith("`")) return inner.replaceAll("\r", "");
  return unquote(inner, '"', at);
}

/** The code point that a character in single quotes stands for. */
export function readCharacter(text: string, at: number): bigint {
  const [first, ...more] = unquote(text.slice(1, -1), "'", at);
  if (first === undefined || more.length > 0) throw fault("a character constant has one character", at);
  return BigInt(first.codePointAt(0) ?? 0);
}

function unquote(text: string, quote: string, at: number): string {
  // Bytes may be written one by one, so the text is put together as bytes.
  const bytes: Buffer[] = [];
  let done = 0;
  for (const match of text.matchAll(ESCAPE)) {
    const [whole, simple, hex, short, long, octal] = match;
    bytes.push(Buffer.from(text.slice(done, match.index)));
    done = match.index + whole.length;
    const point = Number.parseInt(short ?? long ?? "", 16);
    if (simple !== undefined && (simple === quote || !`"'`.includes(simple))) {
      bytes.push(Buffer.from(SIMPLE[simple] ?? ""));
    } else if (hex !== undefined) bytes.push(Buffer.of(Number.parseInt(hex, 16)));
    else if (octal !== undefined && Number.parseInt(octal, 8) < 256) bytes.push(Buffer.of(Number.parseInt(octal, 8)));
    else if (point <= 0x10ffff && (point < 0xd800 || point > 0xdfff))
      bytes.push(Buffer.from(String.fromCodePoint(point)));
    else throw fault(`${whole} is no escape`, at);
  }
  return Buffer.concat([...bytes, Buffer.from(text.slice(done))]).toString("utf8");
}

const INTEGER = /^([+-]?)(0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?\d)*)$/;
const DECIMAL = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;

/** A number constant: an int, or a float64 where it is written with a point or an exponent. */
export function readNumber(text: string, at: number): bigint | number {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits !== undefined) {
    const plain = digits.replaceAll("_", "").replace(/^0[oO]?(?=[0-7])/, "0o");
    const size = BigInt(plain.toLowerCase());
    const value = sign === "-" ? -size : size;
    if (value !== BigInt.asIntN(64, value)) throw fault(`${text} is too large`, at);
    return value;
  }
  const float = DECIMAL.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
  if (!Number.isFinite(float)) throw fault(`${text} is no number`, at);
  return float;
}
