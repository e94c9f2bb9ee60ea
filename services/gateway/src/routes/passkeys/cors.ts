import { callFor, isUuid, SINGLE_TENANT } from "@signet/kit";
import type { CorsSettings } from "../../http/cors.ts";
import type { Neighbours } from "../../neighbours.ts";

/** Which pages may use the passkey API: each tenant says it for its own part (authentication-api.md section 2.1). */
export function tenantCors({
  relyingParties,
}: Pick<Neighbours, "relyingParties">): (url: string) => Promise<CorsSettings> | undefined {
  return (url) => {
    const relyingPartyId = (url.split("/", 2)[1] ?? "").toLowerCase();
    if (!isUuid(relyingPartyId)) return undefined;
    return relyingParties.getRelyingParty({ relyingPartyId }, callFor(SINGLE_TENANT, {})).then(({ relyingParty }) => ({
      cors: {
        allow_origins: relyingParty?.config?.corsOrigins ?? [],
        unsafe_wildcard_origin_allowed: relyingParty?.config?.corsUnsafeWildcard ?? false,
      },
    }));
  };
}
