import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import type { Failure } from "../errors.ts";
import { readBytes } from "./body.ts";
import { decode, type Form, formOf, type Reading, typeOf } from "./json-form.ts";
import { ruleBroken } from "./rules.ts";

/** What a body may be: an object, or null where that means something of its own. */
export type BodySchema = z.ZodObject | z.ZodNullable<z.ZodObject>;

/** A body that a route reads: its schema, and how to find the members of that in JSON. */
export interface JsonBody<S extends BodySchema = BodySchema> {
  readonly schema: S;
  readonly form: Form;
}

/** What came of reading a body. */
export type BodyReading<S extends BodySchema> = { readonly members: z.output<S> } | { readonly failure: Failure };

const JSON_TYPE = /^\s*application\/json\s*(;|$)/i;
/** Types that are let in although no member of ours can be found in them (public-rest.md 1.2). */
const OTHER_TYPE = /^\s*(application\/(x-www-form-urlencoded|xml)|multipart\/form-data|text\/xml)\s*(;|$)/i;

/** Prepares the reading of a body; the same schema describes it in the OpenAPI document. */
export function jsonBody<S extends BodySchema>(schema: S, reading?: Reading): JsonBody<S> {
  return { schema, form: formOf(schema, reading) };
}

/**
 * Reads a JSON body as lenient as the contract asks for (public-rest.md 1.2): names match without case, unknown ones are
 * ignored, null leaves a member unset unless the schema wants to know, no body at all leaves all of them unset. What the
 * schema asks for beyond that is checked afterwards.
 */
export async function readJson<S extends BodySchema>(
  { incoming, bodyLimit }: { readonly incoming: IncomingMessage; readonly bodyLimit: number },
  { schema, form }: JsonBody<S>,
): Promise<BodyReading<S>> {
  const body = await readBytes(incoming, bodyLimit);
  if ("failure" in body) return body;

  const { "content-type": type = "" } = incoming.headers;
  if (!body.bytes || OTHER_TYPE.test(type)) return checked(schema, {});
  if (!JSON_TYPE.test(type)) return { failure: { status: 415 } };
  return membersIn(body.bytes, { schema, form });
}

/** The members of a body that was read already, of whatever type it was said to be. */
export function membersIn<S extends BodySchema>(
  bytes: Buffer | undefined,
  { schema, form }: JsonBody<S>,
): BodyReading<S> {
  if (!bytes) return checked(schema, {});
  const value = parse(bytes);
  if (value === undefined) return bad("Syntax error: the body is not valid JSON");
  if (value === null) return checked(schema, form.nullable ? null : {});
  if (typeOf(value) !== "object") return bad(`Unmarshal type error: expected=object, got=${typeOf(value)}`);

  const decoded = decode(value, form);
  return "fault" in decoded ? bad(decoded.fault) : checked(schema, decoded.value);
}

function checked<S extends BodySchema>(schema: S, members: unknown): BodyReading<S> {
  const result = schema.safeParse(members);
  // The compiler does not see that a schema's result is its output when the schema is one of several kinds.
  return result.success ? { members: result.data as z.output<S> } : bad(ruleBroken(result.error));
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
