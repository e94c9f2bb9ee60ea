import { z } from "zod";
import { bool } from "../keys.ts";

/** Many tenants in one installation. */
export const multiTenancy = z.object({
  enabled: bool(false, {
    env: "MULTITENANCY_ENABLED",
    about: "Turns on tenant-prefixed routes, settings per tenant from the database, and the management API.",
  }),
});
