import type { AuthenticationClient, PasskeyAdminClient, PasskeyClient } from "@signet/sdk";
import type { SoftwareBrowser } from "./software-browser.ts";

/** What examples take as given: clients of a relying party where Ada has a passkey, and what they are made of. */
export interface Surroundings {
  readonly authentication: AuthenticationClient;
  readonly passkeys: PasskeyClient;
  readonly admin: PasskeyAdminClient;
  /** Ada's. */
  readonly browser: SoftwareBrowser;
  /** Of Ada's passkey. */
  readonly credentialId: string;
  readonly apiUrl: string;
  readonly apiSecret: string;
  readonly apiKeyId: string;
  readonly baseUrl: string;
  readonly tenantId: string;
  readonly apiKey: string;
  readonly adminUrl: string;
  readonly adminKey: string | undefined;
  readonly console: Pick<Console, "log" | "debug" | "error">;
}

/** By these names. */
export const surroundingNames = [
  ...["authentication", "passkeys", "admin", "browser", "credentialId", "apiUrl", "apiSecret", "apiKeyId"],
  ...["baseUrl", "tenantId", "apiKey", "adminUrl", "adminKey", "console"],
];
