import { readdirSync, readFileSync } from "node:fs";
import type { Settings } from "./server.ts";

/** A body, in one of the forms in which a file can hold it. */
export type Body =
  | { readonly json: unknown }
  | { readonly text: string }
  | { readonly base64: string }
  /** `before`, `text` so many times, `after`. */
  | { readonly repeat: string; readonly times: number; readonly before?: string; readonly after?: string };

/** One request, and what has to come back. `{{…}}` stands for what is known when it is sent. */
export interface Case {
  readonly name: string;
  readonly request: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Body;
  };
  readonly expect: {
    /** One of these. */
    readonly status: readonly number[];
    /** Part of the JSON; a text "~…" is a regular expression. */
    readonly body?: unknown;
    /** Likewise; an empty text says that there is no such header. */
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** A step of a flow on the way to where the cases of a file begin. */
export interface Step {
  readonly action: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** The state that it leads to. */
  readonly to: string;
}

/** A situation in a flow: requests go to the action `next`, which has to work after every request that was refused. */
export interface Situation {
  readonly flow: string;
  readonly steps: readonly Step[];
  readonly next: Step;
}

/** A file of cases. */
export interface CaseFile {
  readonly about: string;
  readonly settings?: Settings;
  /** To whom the requests go; to the public API unless said. */
  readonly door?: "admin";
  /** Every case is tried in each of these. Without any, cases are single requests. */
  readonly situations?: readonly Situation[];
  readonly cases: readonly Case[];
}

/** All files in a folder, by their names. */
export function readCases(folder: URL): readonly (readonly [string, CaseFile])[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  // The shape is checked by whoever uses it: a case that lacks something fails.
  return names.sort().map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as CaseFile]);
}

/** A value with its `{{…}}` filled in, wherever they stand. */
export function fill<T>(value: T, known: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(value).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const found = known[name];
    if (found === undefined) throw new Error(`nothing is known of {{${name}}}`);
    return JSON.stringify(found).slice(1, -1);
  });
  // It has the shape that it had.
  return JSON.parse(text) as T;
}

/** The bytes that go out. */
export function bytesOf(body: Body): Uint8Array {
  if ("json" in body) return Buffer.from(JSON.stringify(body.json));
  if ("text" in body) return Buffer.from(body.text);
  if ("base64" in body) return Buffer.from(body.base64, "base64");
  return Buffer.from((body.before ?? "") + body.repeat.repeat(body.times) + (body.after ?? ""));
}
