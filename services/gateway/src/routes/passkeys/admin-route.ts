import type { Operation } from "../../http/operation.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { failures, ofTenant, type TenantRequest } from "./tenant.ts";

/** A route of the admin API for one tenant. */
export function adminRoute(
  method: Route["method"],
  path: string,
  { operation, serve }: { readonly operation: Operation; serve(request: TenantRequest): Promise<Outcome> },
): Route {
  return {
    ...{ method, path: `/tenants/:tenantId${path}`, operation, form: "passkeys", failures },
    handle: (exchange) => ofTenant(exchange, serve),
  };
}
