/**
 * Why a call failed. `unauthorized` is status 401, `not-found` 404, `unexpected-status` any other status that is no
 * success; `connection` means that no answer came, `timeout` that none came in time, and `invalid-response` that what
 * came is not what the API promises.
 */
export type ErrorKind =
  | "unauthorized"
  | "not-found"
  | "unexpected-status"
  | "connection"
  | "timeout"
  | "invalid-response";

/** What the server said about a failure, read from either API's error body. Texts that it left out are empty. */
export interface ServerMessage {
  /** `message` of the Authentication API, `title` of the passkey server. */
  readonly message: string;
  readonly details: string;
  /** Only a server in development mode says more here. */
  readonly debugMessage: string;
}

/** A call that failed. A program switches on `kind`, a person reads `message`. */
export interface SignetError extends Error {
  readonly name: "SignetError";
  readonly kind: ErrorKind;
  readonly method: string;
  /** Path and query, below the URL that the client was given. */
  readonly path: string;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  /** The body as it came. */
  readonly content: string | undefined;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
  readonly server: ServerMessage;
}

/** Everything of an error but what follows from it. */
export interface Failure {
  readonly kind: ErrorKind;
  readonly method: string;
  readonly path: string;
  readonly status?: number;
  readonly statusText?: string;
  readonly content?: string;
  readonly cause?: unknown;
}

/** Makes the error of a failed call. Its message names the call, the status and what the server said. */
export function signetError({ kind, method, path, status, statusText, content, cause }: Failure): SignetError {
  const body = content === undefined ? undefined : parsed(content);
  const server = serverMessage(body);
  const what = status === undefined || kind === "invalid-response" ? kind : `${status} ${statusText ?? ""}`.trim();
  const said = [server.message, server.details, server.debugMessage].filter((text) => text !== "");
  const message = [`${method} ${path}`, what, ...said].join(": ");
  const facts = { name: "SignetError" as const, kind, method, path, status, content, body, server };
  return Object.assign(new Error(message, { cause }), facts);
}

/**
 * Whether something that was thrown is an error of this SDK, and, if a kind is given, of that kind. An abort is not: a
 * call that its signal ended throws the signal's reason, as `fetch` does.
 *
 * @example
 * ```ts
 * const credential = await authentication.getCredential("bm8gc3VjaCBrZXk").catch((error) => {
 *   if (isSignetError(error, "not-found")) return undefined;
 *   throw error;
 * });
 * console.log(credential); // undefined
 * ```
 */
export function isSignetError(error: unknown, kind?: ErrorKind): error is SignetError {
  if (!(error instanceof Error) || error.name !== "SignetError" || !("kind" in error)) return false;
  return kind === undefined || error.kind === kind;
}

/** The kind of error that an answer with this status is, or undefined for a success. */
export function kindOf(status: number): ErrorKind | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401) return "unauthorized";
  return status === 404 ? "not-found" : "unexpected-status";
}

function serverMessage(body: unknown): ServerMessage {
  // Read member by member: what an error body holds is up to whoever answered, which may be a proxy.
  const members: Readonly<Record<string, unknown>> = typeof body === "object" && body !== null ? { ...body } : {};
  const text = (...names: readonly string[]) =>
    names.map((name) => members[name]).find((value) => typeof value === "string" && value !== "") ?? "";
  return {
    message: String(text("message", "title")),
    details: String(text("details")),
    debugMessage: String(text("debug_message")),
  };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
