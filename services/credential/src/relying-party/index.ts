import type { ConnectRouter } from "@connectrpc/connect";
import { type Leftovers, leftoversIn, type UnitDeps } from "@signet/kit";
import { RelyingPartyAccessService } from "@signet/proto/credential/v1/relying_party_access_service";
import { RelyingPartyCeremonyService } from "@signet/proto/credential/v1/relying_party_ceremony_service";
import { RelyingPartyCredentialService } from "@signet/proto/credential/v1/relying_party_credential_service";
import { RelyingPartyService } from "@signet/proto/credential/v1/relying_party_service";
import { RelyingPartyTransactionService } from "@signet/proto/credential/v1/relying_party_transaction_service";
import type { ApiKeyVerifier } from "../api-key/verifier.ts";
import type { KeyReader } from "../webauthn/public-key.ts";
import { relyingPartyAccessRoutes } from "./access-rpc.ts";
import { authenticationHandlers } from "./authentication.ts";
import { relyingPartyCredentialRoutes } from "./credentials-rpc.ts";
import { createParties } from "./parties.ts";
import { relyingPartyRoutes } from "./parties-rpc.ts";
import { registrationHandlers } from "./registration.ts";
import { createResultTokens } from "./signing-keys.ts";
import { createCeremonyStore } from "./store-ceremony.ts";
import { createCredentialStore } from "./store-credential.ts";
import { createKeyStore } from "./store-key.ts";
import { createNonceStore } from "./store-nonce.ts";
import { createPartyStore } from "./store-party.ts";
import { createTransactionStore } from "./store-transaction.ts";
import { relyingPartyTransactionRoutes } from "./transactions-rpc.ts";

/** What serves relying parties: the Authentication API and the passkey API stand on these. */
export const relyingPartyServices = [
  RelyingPartyService,
  RelyingPartyCeremonyService,
  RelyingPartyCredentialService,
  RelyingPartyTransactionService,
  RelyingPartyAccessService,
] as const;

/** Builds the services, and what works in the background for them. */
export function createRelyingParties(
  deps: Pick<UnitDeps, "db" | "settings" | "secrets" | "now" | "log"> & {
    readonly verifier: ApiKeyVerifier;
    readonly keyOf: KeyReader;
  },
) {
  const { db, now } = deps;
  const partyStore = createPartyStore(db);
  const nonces = createNonceStore(db);
  const stores = {
    partyStore,
    nonces,
    store: createCeremonyStore(db),
    credentials: createCredentialStore(db),
    transactions: createTransactionStore(db),
  };
  const parties = createParties(partyStore, now);
  const tokens = createResultTokens({ ...deps, store: createKeyStore(db) });
  const all = { ...deps, ...stores, parties, tokens };

  return {
    parties,
    routes: [
      relyingPartyRoutes(all),
      (router: ConnectRouter) =>
        router.service(RelyingPartyCeremonyService, { ...registrationHandlers(all), ...authenticationHandlers(all) }),
      relyingPartyCredentialRoutes(all),
      relyingPartyTransactionRoutes(all),
      relyingPartyAccessRoutes(all),
    ],
    /**
     * What is over, where `over` says how long that has to be. Anybody may begin a ceremony, so they do not stay; what was
     * given an identifier keeps it for ever, signed or not.
     */
    leftovers(over: () => { readonly lt: Date }): readonly Leftovers[] {
      const { credentialRelyingPartyCeremony, credentialRelyingPartyTransaction, credentialRelyingPartyNonce } =
        db.prisma;
      const expired = () => ({ expiresAt: { lt: now() } });
      return [
        leftoversIn("relying_party_ceremonies", credentialRelyingPartyCeremony, expired),
        leftoversIn("relying_party_transactions", credentialRelyingPartyTransaction, () => ({
          signedAt: null,
          identifier: null,
          createdAt: over(),
        })),
        leftoversIn("relying_party_nonces", credentialRelyingPartyNonce, expired),
      ];
    },
    run: (signal: AbortSignal) => tokens.run(signal),
  };
}
