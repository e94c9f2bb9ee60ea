import type { z } from "zod";
import type { Exchange } from "./exchange.ts";
import { type BodySchema, type JsonBody, readJson } from "./json-body.ts";
import type { Operation } from "./operation.ts";
import type { Outcome, Route } from "./route.ts";
import { ruleBroken } from "./rules.ts";

/** What a request said, as the schemas of its operation read it. */
export interface Said<P extends z.ZodObject, Q extends z.ZodObject, B extends BodySchema> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
}

/** A route that wants its request read before it is handled. */
export interface ReadingRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends BodySchema>
  extends Pick<Route, "method" | "path"> {
  readonly operation: Operation & { readonly params?: P; readonly query?: Q; readonly body?: JsonBody<B> };
  handle(exchange: Exchange, said: Said<P, Q, B>): Promise<Outcome> | Outcome;
}

/** Makes the route: parameters first, then the query, then the body; the first that is wrong is told. */
export function reading<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends BodySchema = BodySchema,
>({ method, path, operation, handle }: ReadingRoute<P, Q, B>): Route {
  const { params, query, body } = operation;
  return {
    method,
    path,
    operation,
    async handle(exchange) {
      const named = params?.safeParse(exchange.params);
      if (named?.error) return refusal(ruleBroken(named.error));
      const asked = query?.safeParse(queryFor(query, exchange.query));
      if (asked?.error) return refusal(ruleBroken(asked.error));
      const sent = body && (await readJson(exchange, body));
      if (sent && "failure" in sent) return sent;
      // What an operation does not have, its handler does not read.
      return handle(exchange, { params: named?.data, query: asked?.data, body: sent?.members } as Said<P, Q, B>);
    },
  };
}

function refusal(message: string): Outcome {
  return { failure: { status: 400, message } };
}

/** The parameters that a schema knows: a list where it wants one, otherwise the first; an empty one is none. */
function queryFor(schema: z.ZodObject, query: Exchange["query"]) {
  const known = Object.entries(schema.shape).map(([name, member]) => {
    const values = [query[name] ?? []].flat().filter((value) => value !== "");
    return [name, isList(member) ? values : values[0]] as const;
  });
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

function isList(schema: unknown): boolean {
  // Optional and defaulted lists are lists.
  const { def } = schema as { readonly def: { readonly type: string; readonly innerType?: unknown } };
  return def.type === "array" || (def.innerType !== undefined && isList(def.innerType));
}
