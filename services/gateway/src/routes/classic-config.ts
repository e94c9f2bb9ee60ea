import type { TenantSettings } from "@signet/config";
import { z } from "zod";
import { json } from "../http/answer.ts";
import type { Operation } from "../http/operation.ts";
import type { Route } from "../http/route.ts";
import { enabledProviders } from "../json/identity.ts";

const clientConfig = z
  .object({
    password: z.object({ enabled: z.boolean(), min_password_length: z.int() }),
    emails: z.object({ require_verification: z.boolean(), max_num_of_addresses: z.int() }),
    providers: z.array(z.string()).nullable(),
    account: z.object({ allow_deletion: z.boolean(), allow_signup: z.boolean() }),
    use_enterprise: z.boolean(),
  })
  .meta({ id: "ClientConfig" });

const operation: Operation = {
  ...{ id: "getClientConfig", tag: "Classic", summary: "What clients have to know of the settings" },
  answers: { 200: { description: "The settings.", body: clientConfig } },
};

/** What clients ask for before they show anything (public-rest.md 8.3). */
export function classicConfigRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/.well-known/config",
      operation,
      handle: ({ settings }) => json(200, clientConfigJson(settings)),
    },
  ];
}

function clientConfigJson(settings: TenantSettings) {
  const { password, email, account, saml } = settings;
  const providers = enabledProviders(settings);
  return {
    password: { enabled: password.enabled, min_password_length: password.min_length },
    emails: { require_verification: email.require_verification, max_num_of_addresses: email.limit },
    providers: providers.length > 0 ? providers : null,
    account: { allow_deletion: account.allow_deletion, allow_signup: account.allow_signup },
    use_enterprise: saml.enabled && saml.identity_providers.some(({ enabled }) => enabled),
  };
}
