import { type Exchange, queryOf } from "../../http/exchange.ts";
import { type Page, pageOf } from "../../http/paging.ts";

const LARGEST_PAGE = 100;

/** The page that the query asks for; undefined when it asks for something else. A size above the largest is the largest. */
export function pageFrom(exchange: Exchange): Page | undefined {
  const [page, size] = [queryOf(exchange, "page") ?? "", queryOf(exchange, "per_page") ?? ""];
  if (!/^\d{0,6}$/.test(page) || !/^\d{0,6}$/.test(size)) return undefined;
  return pageOf({ page: Number(page), per_page: Math.min(Number(size), LARGEST_PAGE) });
}
