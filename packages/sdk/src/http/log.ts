/** Where a client writes what it does; `console` is one. Secrets, tokens and the credential header are never in it. */
export interface Logger {
  /** Each request and each answer. */
  debug(message: string, facts: LogFacts): void;
  /** Each failure. */
  error(message: string, facts: LogFacts): void;
}

/** What is known of a call when a line about it is written. */
export interface LogFacts {
  readonly method: string;
  /** Path and query, below the URL that the client was given. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status?: number;
  readonly milliseconds?: number;
  readonly error?: unknown;
}

/** Members of bodies that let whoever has them act for somebody. */
const secretMembers = new Set(["token", "secret", "api_key", "signature"]);
const REDACTED = "[redacted]";

/** A logger that cannot fail a call, and to which a body is text that is shown without its secrets. */
export function quietLogger(logger: Logger | undefined): Logger {
  const write = (level: keyof Logger) => (message: string, facts: LogFacts) => {
    if (!logger) return;
    try {
      logger[level](message, {
        ...facts,
        ...(typeof facts.body === "string" ? { body: redactedBody(facts.body) } : {}),
      });
    } catch {
      // What is logged is for people; a logger that fails must not change what the call does.
    }
  };
  return { debug: write("debug"), error: write("error") };
}

/** The headers, with a mark in place of what they prove; of `Authorization` the scheme is kept. */
export function redactedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name === "apikey") return [name, REDACTED];
      return [name, name === "authorization" ? value.replace(/ .*/s, ` ${REDACTED}`) : value];
    }),
  );
}

function redactedBody(text: string): unknown {
  try {
    return JSON.parse(text, (name, value) => (isSecret(name, value) ? REDACTED : value));
  } catch {
    return text;
  }
}

function isSecret(name: string, value: unknown): boolean {
  return secretMembers.has(name) && typeof value === "string";
}
