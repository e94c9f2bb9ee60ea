import { isUuid } from "@signet/kit";
import type { ErrorForm } from "./errors.ts";

/** The shape of errors at an address that no route has: that of the API in whose part of the addresses it is. */
export function errorFormAt(url: string): ErrorForm {
  const [path = ""] = url.split("?");
  const [, first = ""] = path.split("/", 2);
  if (`${path}/`.startsWith("/v1/webauthn/")) return "authentication";
  return first === "tenants" || isUuid(first.toLowerCase()) ? "passkeys" : "rest";
}
