import { type CallOptions, checkedTimeout, withDeadline } from "./deadline.ts";
import { isSignetError, kindOf, signetError } from "./error.ts";
import { type Logger, quietLogger, redactedHeaders } from "./log.ts";
import { readText } from "./read-text.ts";

/** What every client can be given. */
export interface HttpOptions {
  /** For each call, the body of the answer included; `Infinity` for no limit. Default: 10 s. */
  readonly timeoutMs?: number;
  /** Sends the requests: the platform's `fetch`, unless there is a better one (a proxy, certificates, a test). */
  readonly fetch?: Fetch;
  /** Told of every request and answer; by default nobody is. */
  readonly logger?: Logger;
}

/** As much of the platform's `fetch` as the clients use. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One request, by its path below the base URL. */
export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Escaped where needed, and without the query. */
  readonly path: string;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** A successful answer. */
export interface Reply {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly content: string;
}

/** What a proof of who is calling may depend on. */
export interface Signable {
  readonly method: string;
  readonly path: string;
  /** Empty when there is no body. */
  readonly body: string;
}

/** Sends requests to one server. */
export type Send = (call: Call, options?: CallOptions) => Promise<Reply>;

/** How requests are made. */
export interface TransportOptions extends HttpOptions {
  /** As `checkedBaseUrl` returns it. */
  readonly baseUrl: string;
  /** The headers that prove who is calling. */
  readonly authorize: (request: Signable) => Promise<Readonly<Record<string, string>>>;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Makes the function through which a client sends everything. It rejects with a `SignetError`, or with the reason of the
 * caller's signal. Redirects are not followed: the proof of who is calling is for one server only.
 */
export function createTransport({ baseUrl, authorize, ...options }: TransportOptions): Send {
  // Looked up at each call, so that a test's replacement is used; and called without `this`, as browsers demand.
  const { fetch = (url, init) => globalThis.fetch(url, init) } = options;
  const clientTimeoutMs = checkedTimeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const log = quietLogger(options.logger);

  return async (call, { signal, timeoutMs = clientTimeoutMs } = {}) => {
    const { method } = call;
    const path = call.path + queryOf(call.query);
    const body = call.body === undefined ? "" : JSON.stringify(call.body);
    const began = performance.now();
    const elapsed = () => Math.round(performance.now() - began);

    const exchange = async (inner: AbortSignal): Promise<Reply> => {
      const headers = {
        accept: "application/json",
        ...(body === "" ? {} : { "content-type": "application/json" }),
        ...(await authorize({ method, path: call.path, body })),
      };
      log.debug("request", { method, path, headers: redactedHeaders(headers), ...(body === "" ? {} : { body }) });
      const init = { method, headers, redirect: "manual", signal: inner, ...(body === "" ? {} : { body }) } as const;
      const response = await fetch(baseUrl + path, init);
      const { status, statusText } = response;
      const content = await readText(response);
      log.debug("response", { method, path, status, milliseconds: elapsed(), body: content });
      const kind = kindOf(status);
      if (kind) throw signetError({ kind, method, path, status, statusText, content });
      return { method, path, status, headers: response.headers, content };
    };

    try {
      const onTimeout = () => signetError({ kind: "timeout", method, path });
      return await withDeadline(exchange, { signal, timeoutMs: checkedTimeout(timeoutMs), onTimeout });
    } catch (cause) {
      const isAbort = signal?.aborted && cause === signal.reason;
      const error = isAbort || isSignetError(cause) ? cause : signetError({ kind: "connection", method, path, cause });
      log.error("failed", { method, path, milliseconds: elapsed(), error });
      throw error;
    }
  };
}

/** The URL without a slash at its end, or a `TypeError` that says what is wrong with it. */
export function checkedBaseUrl(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url && url.username === "" && url.password === "" && !/[?#]/.test(value);
  if (!isPlain || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`${name} must be an http(s) URL without user, query and fragment`);
  }
  return url.href.replace(/\/+$/, "");
}

/** A segment of a path, escaped; what would change the meaning of the whole path is refused with a `TypeError`. */
export function segment(name: string, value: string): string {
  if (value === "" || value === "." || value === "..") throw new TypeError(`${name} must not be ${value || "empty"}`);
  return encodeURIComponent(value);
}

function queryOf(query: Call["query"] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each): [string, string] => [name, String(each)]),
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}
