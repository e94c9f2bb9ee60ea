import type { IncomingMessage } from "node:http";
import { SINGLE_TENANT } from "@signet/kit";

/** Tells for which tenant a request is. With several tenants it will be the first part of the path. */
export type TenantOf = (request: IncomingMessage) => string;

/** The answer of installations that have only one tenant. */
export const singleTenant: TenantOf = () => SINGLE_TENANT;
