import { inspect } from "node:util";
import { createAuthenticationClient, createPasskeyAdminClient, createPasskeyClient } from "@signet/sdk";
import type { RelyingParties } from "./relying-party.ts";
import { softwareBrowser } from "./software-browser.ts";
import type { Surroundings } from "./surroundings.ts";

/** A new relying party, and the lines that an example prints. */
export async function newSurroundings({ create, server }: RelyingParties) {
  const { tenantId, url, apiKeyId, apiSecret } = await create();
  const authentication = createAuthenticationClient({ apiUrl: url, apiKeyId, apiSecret });
  const browser = softwareBrowser();
  const user = { id: "ada-01", name: "ada@example.org", displayName: "Ada" };
  const options = await authentication.initializeRegistration({ user });
  const { credential } = await authentication.finalizeRegistration(browser.create(options));

  const printed: string[] = [];
  const log = (...values: unknown[]) =>
    void printed.push(values.map((value) => (typeof value === "string" ? value : inspect(value))).join(" "));
  const silent = () => undefined;
  const given: Surroundings = {
    authentication,
    passkeys: createPasskeyClient({ baseUrl: url, tenantId, apiKey: apiSecret }),
    admin: createPasskeyAdminClient({ baseUrl: server.adminUrl }),
    browser,
    credentialId: credential.id,
    apiUrl: url,
    apiSecret,
    apiKeyId,
    baseUrl: url,
    tenantId,
    apiKey: apiSecret,
    adminUrl: server.adminUrl,
    adminKey: undefined,
    console: { log, debug: silent, error: silent },
  };
  return { given, printed };
}
