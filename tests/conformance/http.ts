import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type Cookies, cookieHeader, storeCookies } from "@signet/testkit";

/** One answer, read to its end. `json` is undefined where the body is not JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

/** What a request carries beside its method and path. */
export interface RequestOptions {
  /** Text goes out as it is, everything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent along, and changed by what the answer sets. */
  readonly cookies?: Cookies;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
const timeoutMs = 60_000;

/**
 * Asks once, with the headers that the recordings were made with and no others: `fetch` would name itself in
 * `User-Agent`, which is part of what a session shows.
 */
export function request(
  base: string,
  method: string,
  path: string,
  { body, headers = {}, cookies }: RequestOptions = {},
): Promise<Answer> {
  const content = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const cookie = cookies && cookieHeader(cookies);
  const all = {
    accept: "application/json",
    ...(content !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(content) }),
    ...headers,
    ...(cookie !== undefined && { cookie }),
  };
  return new Promise((resolve, reject) => {
    const asked = http.request(base.replace(/\/$/, "") + path, { method, headers: all, agent }, (response) => {
      read(response).then((answer) => {
        if (cookies) storeCookies(cookies, response.headers["set-cookie"] ?? []);
        resolve(answer);
      }, reject);
    });
    asked.on("error", reject);
    asked.setTimeout(timeoutMs, () => asked.destroy(new Error(`no answer to ${method} ${path}`)));
    asked.end(content);
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  // A message that has arrived has a status.
  return { status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
