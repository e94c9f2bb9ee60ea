import type { IncomingMessage } from "node:http";
import type { JsonObject } from "@bufbuild/protobuf";
import type { Failure } from "../errors.ts";
import { readBytes } from "./body.ts";

/** The JSON types that a member of a body can have. */
interface JsonTypes {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly object: JsonObject;
}

/** Which members a route reads from a body, and of which type. */
export type Shape = Readonly<Record<string, keyof JsonTypes>>;

/** The members of a body; those that were absent or null are undefined. */
export type Members<S extends Shape> = { readonly [K in keyof S]?: JsonTypes[S[K]] };

/** What came of reading a body. */
export type BodyReading<S extends Shape> = { readonly members: Members<S> } | { readonly failure: Failure };

const JSON_TYPE = /^\s*application\/json\s*(;|$)/i;
/** Types that are let in although no member of ours can be found in them (public-rest.md 1.2). */
const OTHER_TYPE = /^\s*(application\/(x-www-form-urlencoded|xml)|multipart\/form-data|text\/xml)\s*(;|$)/i;

/**
 * Reads the members of a JSON body as lenient as the contract asks for (public-rest.md 1.2): names match without case,
 * unknown ones are ignored, null leaves a member unset, no body at all leaves all of them unset.
 */
export async function readJson<const S extends Shape>(
  { incoming, bodyLimit }: { readonly incoming: IncomingMessage; readonly bodyLimit: number },
  shape: S,
): Promise<BodyReading<S>> {
  const body = await readBytes(incoming, bodyLimit);
  if ("failure" in body) return body;

  const { "content-type": type = "" } = incoming.headers;
  if (!body.bytes || OTHER_TYPE.test(type)) return { members: {} };
  if (!JSON_TYPE.test(type)) return { failure: { status: 415 } };

  const value = parse(body.bytes);
  return membersOf(value, shape);
}

function membersOf<S extends Shape>(value: unknown, shape: S): BodyReading<S> {
  if (value === undefined) return bad("Syntax error: the body is not valid JSON");
  if (value === null) return { members: {} };
  if (typeOf(value) !== "object") return bad(`Unmarshal type error: expected=object, got=${typeOf(value)}`);

  const members = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(shape, name) ? name : foldedName(name, shape);
    if (known === undefined || member === null) continue;
    if (typeOf(member) !== shape[known]) {
      return bad(`Unmarshal type error: expected=${shape[known]}, got=${typeOf(member)}, field=${known}`);
    }
    members.set(known, member);
  }
  // Every member was checked against the shape one by one, which the compiler cannot follow.
  return { members: Object.fromEntries(members) as Members<S> };
}

function bad(message: string): { readonly failure: Failure } {
  return { failure: { status: 400, message } };
}

/** Broken UTF-8 becomes U+FFFD, as everywhere where texts of strangers are read; so do broken pairs of surrogates. */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(withoutLoneSurrogates(body.toString("utf8")));
  } catch {
    return undefined;
  }
}

/** An escape in a JSON text (RFC 8259 section 7): a whole pair of surrogates, half of one, or any other. */
const ESCAPE = /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|.)/g;

/** Half of a pair could be stored nowhere: UTF-8 has no bytes for it. */
function withoutLoneSurrogates(text: string): string {
  if (!/\\u[dD]/.test(text)) return text;
  return text.replace(ESCAPE, (whole, half: string | undefined) => (half ? "\\ufffd" : whole));
}

function foldedName(name: string, shape: Shape): string | undefined {
  const folded = name.toLowerCase();
  return Object.hasOwn(shape, folded) ? folded : undefined;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}
