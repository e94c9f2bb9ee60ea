import { json } from "../http/answer.ts";
import type { Route } from "../http/route.ts";
import { type About, type OpenApi, openApiOf } from "../openapi/document.ts";
import { documentPage } from "../openapi/page.ts";

/** The description of a listener's routes; made when first asked for, since most processes are never asked. */
export function openApiRoutes(about: About, routes: readonly Route[]): readonly Route[] {
  let made: OpenApi | undefined;
  const document = () => {
    made ??= openApiOf(about, routes);
    return made;
  };
  return [{ method: "GET", path: "/openapi.json", quiet: true, handle: () => json(200, document(), { headers }) }];
}

/** The same for people, as one page. */
export function openApiPageRoutes(about: About, routes: readonly Route[]): readonly Route[] {
  return [{ method: "GET", path: "/docs", quiet: true, handle: () => documentPage(openApiOf(about, routes)) }];
}

const headers = { "cache-control": "max-age=60" };
