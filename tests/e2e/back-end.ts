import { createAuthenticationClient, createPasskeyAdminClient, createPasskeyClient } from "@signet/sdk";
import { createPasskey } from "@signet/testkit";
import type { Site } from "./server.ts";

/** The page on which the users of the back end make passkeys. */
const page = "http://localhost:8888";

/** A relying party of a site: its clients, and the people who use its pages. */
export async function startBackEnd({ adminUrl, apiUrl }: Site) {
  const admin = createPasskeyAdminClient({ baseUrl: adminUrl });
  const { id, apiKey } = await admin.tenants.create({
    displayName: "Bea's shop",
    config: {
      cors: { allowedOrigins: [page], allowUnsafeWildcard: false },
      webauthn: { relyingParty: { id: "localhost", displayName: "Bea's shop", origins: [page] }, timeout: 60_000 },
    },
    createApiKey: true,
  });
  const apiSecret = apiKey?.secret ?? "";
  const authentication = createAuthenticationClient({ apiUrl, apiKeyId: apiKey?.id ?? "", apiSecret });
  const passkeys = createPasskeyClient({ baseUrl: apiUrl, tenantId: id, apiKey: apiSecret });
  const passkey = createPasskey({ origin: page });
  const securityKey = createPasskey({ origin: page, attachment: "cross-platform" });

  return {
    ...{ id, authentication, passkeys },
    revokeKey: () => admin.apiKeys.delete(id, apiKey?.id ?? ""),

    /** Registers somebody, who then signs in and signs a text; gives the id of what was signed. */
    async useAuthenticationApi(userId: string): Promise<string> {
      const user = { id: userId, name: `${userId}@example.org` };
      await authentication.finalizeRegistration(passkey.create(await authentication.initializeRegistration({ user })));
      await authentication.finalizeAuthentication(passkey.get(await authentication.initializeAuthentication({ user })));
      const toSign = await authentication.initializeTransaction({ user, transaction: "Pay 12.00 EUR to Bea" });
      const { transaction } = await authentication.finalizeTransaction(passkey.get(toSign));
      return transaction?.id ?? "";
    },

    /** The same person registers a second factor, shows both, and signs data. */
    async usePasskeyApi(userId: string): Promise<void> {
      const { login, mfa, transaction } = passkeys;
      const created = await mfa.registration.initialize({ userId, username: userId });
      await mfa.registration.finalize(securityKey.create(created));
      await login.finalize(passkey.get(await login.initialize()));
      await mfa.login.finalize(securityKey.get(await mfa.login.initialize({ userId })));
      const data = { transactionId: "inv-2024-77", transactionData: { amount: 12, to: "bea" } };
      await transaction.finalize(passkey.get(await transaction.initialize({ userId, ...data })));
    },
  };
}
