import { type Cookies, cookieHeader, storeCookies } from "./cookies.ts";

/** One answer, read to its end. `json` is undefined where the body is not JSON. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** What a request carries beside its method and path. */
export interface RequestOptions {
  /** Text and bytes go out as they are, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A client that keeps cookies from one request to the next. */
export interface HttpClient {
  readonly cookies: Cookies;
  request(method: string, path: string, options?: RequestOptions): Promise<Reply>;
}

/** Talks to one server; redirects are answers like any other and are not followed. */
export function httpClient(
  baseUrl: string,
  { headers = {} }: { headers?: Readonly<Record<string, string>> } = {},
): HttpClient {
  const base = baseUrl.replace(/\/$/, "");
  const cookies: Cookies = new Map();
  return {
    cookies,
    async request(method, path, options = {}) {
      const response = await fetch(base + path, {
        method,
        redirect: "manual",
        headers: requestHeaders(cookies, { ...headers, ...options.headers }, options.body),
        ...(options.body === undefined ? {} : { body: encode(options.body) }),
      });
      storeCookies(cookies, response.headers.getSetCookie());
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: parse(text) };
    },
  };
}

function requestHeaders(cookies: Cookies, given: Readonly<Record<string, string>>, body: unknown): Headers {
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  const cookie = cookieHeader(cookies);
  if (cookie !== undefined) headers.set("cookie", cookie);
  for (const [name, value] of Object.entries(given)) headers.set(name, value);
  return headers;
}

function encode(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return JSON.stringify(body);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
