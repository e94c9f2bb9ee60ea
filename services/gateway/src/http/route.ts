import type { ErrorForm, Failure, Failures } from "../errors.ts";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import type { Operation } from "./operation.ts";

/** One method on one path. Families of them are lists; a listener is a list of families. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:name` for parameters. */
  readonly path: string;
  /** Describes it in the OpenAPI document of its listener; only what is not part of the API has none. */
  readonly operation?: Operation;
  /** How its errors look; "rest" unless said. */
  readonly form?: ErrorForm;
  /** What neighbours may answer to this route, and what the public learns of it; beside what holds for all routes. */
  readonly failures?: Failures;
  /** Health and metrics: asked for all day, logged only if configured. */
  readonly quiet?: boolean;
  /** Answers, or tells what is wrong with the request. Whatever is thrown becomes an answer too. */
  handle(exchange: Exchange): Promise<Outcome> | Outcome;
}

/** What handling a request came to. */
export type Outcome = Answer | { readonly failure: Failure };
