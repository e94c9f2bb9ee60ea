import { z } from "zod";
import { type Answer, json } from "./answer.ts";
import type { Exchange } from "./exchange.ts";

const LARGEST_PAGE = 1_000;
const DEFAULT_PAGE = 20;
/** Units count rows to skip in 32 bits; nobody has that many. */
const FURTHEST = 2 ** 31 - 1;

const number = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .meta({ type: "integer", minimum: 0 });

/** The parameters of lists in numbered pages (admin-rest.md 1). Zero counts as missing. */
export const pageQuery = {
  page: number.optional().describe("The number of the page, from 1."),
  per_page: number
    .refine((size) => size <= LARGEST_PAGE, `per_page must be at most ${LARGEST_PAGE}`)
    .optional()
    .describe(`How many a page has: 20 unless said, at most ${LARGEST_PAGE}.`),
};

/** One page of a list. */
export interface Page {
  readonly number: number;
  readonly size: number;
  readonly skip: number;
}

/** The page that the parameters ask for. */
export function pageOf({ page, per_page }: { readonly page?: number; readonly per_page?: number }): Page {
  const [number, size] = [page || 1, per_page || DEFAULT_PAGE];
  return { number, size, skip: Math.min((number - 1) * size, FURTHEST) };
}

/** Headers of a list, as documents describe them. */
export const pageHeaders = {
  "X-Total-Count": "How many match in all.",
  Link: "Other pages (RFC 8288): first, last, next and prev, as far as there are any.",
} as const;

/** Answers with one page: the list, the number of all, and links to other pages. */
export function pageAnswer(
  exchange: Exchange,
  list: readonly unknown[],
  { page, total, headers }: { readonly page: Page; readonly total: bigint; readonly headers?: Record<string, string> },
): Answer {
  return json(200, list, {
    headers: { ...headers, "x-total-count": String(total), link: linksTo(exchange, page, Number(total)) },
  });
}

/** In the order of the contract; "first" is also there when the first page is the last. */
function linksTo(exchange: Exchange, { number, size }: Page, total: number): string {
  const last = Math.max(1, Math.ceil(total / size));
  const to = (rel: string, page: number) =>
    `<${urlWith(exchange, { page: String(page), per_page: String(size) })}>; rel="${rel}"`;
  const links = [
    ...(number !== 1 || last === 1 ? [to("first", 1)] : []),
    ...(number !== last ? [to("last", last)] : []),
    ...(number < last ? [to("next", number + 1)] : []),
    ...(number > 1 ? [to("prev", number - 1)] : []),
  ];
  return links.join(",");
}

const SANE_HOST = /^[\w.:[\]-]{1,255}$/;

/** The address of the request with other parameters, their names in order. */
export function urlWith({ incoming, query }: Exchange, changed: Readonly<Record<string, string>>): string {
  const { host = "", "x-forwarded-proto": proto } = incoming.headers;
  const [path = "/"] = (incoming.url ?? "/").split("?");
  const all = Object.entries({ ...query, ...changed }).sort(([a], [b]) => (a < b ? -1 : 1));
  const pairs = all.flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => [name, value] as [string, string]),
  );
  const scheme = proto === "https" ? "https" : "http";
  return `${scheme}://${SANE_HOST.test(host) ? host : "localhost"}${path}?${new URLSearchParams(pairs)}`;
}
