import { createSigningKeys, leftoversIn, SINGLE_TENANT, signingKeyTable, type Unit } from "@signet/kit";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { createCustomClaims } from "./custom-claims.ts";
import { endingIn } from "./ending.ts";
import { userDeletedListener } from "./events.ts";
import { createExchangeTokenStore } from "./exchange-token-store.ts";
import { tokenRoutes } from "./rpc.ts";
import { createSessionStore } from "./store.ts";

/** Exchange tokens stay for a while after they expired, so that whoever is late is told the reason. */
const KEEP_EXCHANGE_TOKENS_MS = 3_600_000;

/** Sessions, the tokens that stand for them, and the keys that sign these. */
export const token: Unit = {
  name: "token",
  services: [TokenService],
  outbox: true,
  create({ db, config, settings, secrets, now, log }) {
    const sessions = createSessionStore(db);
    const end = endingIn(sessions, now);
    const exchangeTokens = createExchangeTokenStore(db);
    const keys = createSigningKeys({
      store: signingKeyTable(db, (client) => client.tokenSigningKey),
      secrets,
      purpose: "session signing key",
      policy: (tenantId) => {
        const { algorithm, rotate_keys_after, lifespan } = settings(tenantId).session;
        return { algorithm, rotateAfterMs: rotate_keys_after, tokenLifetimeMs: lifespan };
      },
      now,
      log,
    });
    const customClaims = createCustomClaims(log);

    return {
      routes: tokenRoutes({ sessions, end, exchangeTokens, keys, customClaims, secrets, settings, now }),
      listeners: [userDeletedListener({ sessions, end, now })],
      leftovers: [
        leftoversIn("sessions", db.prisma.tokenSession, () => ({ expiresAt: { lte: now() } })),
        leftoversIn("exchange_tokens", db.prisma.tokenExchangeToken, () => ({
          expiresAt: { lt: new Date(now().getTime() - KEEP_EXCHANGE_TOKENS_MS) },
        })),
      ],
      async run(signal) {
        // The first key is made before anybody waits for it.
        const tenants = config.multi_tenancy.enabled ? [] : [SINGLE_TENANT];
        await keys.run(signal, tenants);
      },
    };
  },
};
