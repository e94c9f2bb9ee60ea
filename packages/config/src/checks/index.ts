import type { Fault } from "../fault.ts";
import type { Parsed } from "../schema.ts";
import { applicationChecks } from "./application.ts";
import { federationChecks } from "./federation.ts";
import { secretChecks } from "./secrets.ts";
import { tenantChecks } from "./tenant.ts";

/** Every rule that one key alone cannot break. */
export function checks(settings: Parsed, { ownSecrets }: { readonly ownSecrets: boolean }): readonly Fault[] {
  return [
    ...applicationChecks(settings),
    ...tenantChecks(settings),
    ...federationChecks(settings),
    ...secretChecks(settings, ownSecrets),
  ];
}
