import { STATUS_CODES } from "node:http";
import { z } from "zod";
import type { JsonBody } from "./json-body.ts";
import type { Tag } from "./tags.ts";

/** What a route takes and answers, for people and for the programs that write clients: one entry of an OpenAPI document. */
export interface Operation {
  /** Unique on its listener; the name that generated clients give to the method. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  /** What the summary has no room for, in Markdown. */
  readonly description?: string;
  /** Who may ask; anyone unless said. */
  readonly access?: "session" | "operator" | "relying party" | "passkey tenant";
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: JsonBody;
  readonly answers: Answers;
}

/** What comes back, by status. */
export type Answers = Readonly<Record<number, AnswerDescription>>;

interface AnswerDescription {
  readonly description: string;
  /** Of the JSON; answers without it have no body, unless `type` names another kind. */
  readonly body?: z.ZodType;
  /** The media type of a body that is no JSON. */
  readonly type?: string;
  /** Headers of interest, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The one form that errors have outside flows. */
export const errorBody = z
  .object({
    code: z.int().describe("The status."),
    message: z.string().describe("For people to read; do not compare it."),
    error: z.string().optional().describe("The inner text, with `debug` only."),
  })
  .meta({ id: "Error" });

/** Answers that tell an error, in the one form that they have. */
export function failures(...statuses: readonly number[]): Answers {
  return Object.fromEntries(
    statuses.map((status) => [status, { description: STATUS_CODES[status] ?? "", body: errorBody }]),
  );
}
