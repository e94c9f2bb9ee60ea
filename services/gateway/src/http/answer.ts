import type { FastifyReply } from "fastify";

/** What a route answers, as a value: nothing is on the wire yet. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly content?: { readonly type: string; readonly text: string };
}

/** Headers and cookies that go with an answer. */
export type Beside = Pick<Answer, "headers" | "cookies">;

/** A JSON answer: compact, with the newline that the contract puts at its end, and no charset (public-rest.md 1.2). */
export function json(status: number, body: unknown, beside?: Beside): Answer {
  return { ...beside, status, content: { type: "application/json", text: `${JSON.stringify(body)}\n` } };
}

/** The same for the APIs whose contract names the charset (authentication-api.md section 1.3). */
export function utf8Json(status: number, body: unknown, beside?: Beside): Answer {
  return utf8JsonText(status, JSON.stringify(body), beside);
}

/** JSON that a neighbour made, passed on as it is. */
export function utf8JsonText(status: number, text: string, beside?: Beside): Answer {
  return { ...beside, status, content: { type: "application/json; charset=utf-8", text } };
}

/** An answer without a body. */
export function empty(status: number, beside?: Beside): Answer {
  return { ...beside, status };
}

/** Puts an answer on the wire. */
export function send(reply: FastifyReply, { status, headers, cookies, content }: Answer): void {
  reply.code(status);
  if (headers) reply.headers(headers);
  if (cookies && cookies.length > 0) reply.header("set-cookie", [...cookies]);
  if (!content) {
    reply.send();
    return;
  }
  reply.header("content-type", content.type);
  // Fastify adds a charset to the type of texts that no serialiser has seen. As bytes it would not, but then headers and
  // body leave in two pieces.
  reply.serializer(asIs);
  reply.send(content.text);
}

function asIs(text: string): string {
  return text;
}
