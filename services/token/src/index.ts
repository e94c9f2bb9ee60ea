import { createSigningKeys, repeat, SINGLE_TENANT, signingKeyTable, type Unit } from "@signet/kit";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { removeExpired } from "./cleanup.ts";
import { createCustomClaims } from "./custom-claims.ts";
import { createExchangeTokenStore } from "./exchange-token-store.ts";
import { tokenRoutes } from "./rpc.ts";
import { createSessionStore } from "./store.ts";

const CLEAN_UP_EVERY_MS = 600_000;

/** Sessions, the tokens that stand for them, and the keys that sign these. */
export const token: Unit = {
  name: "token",
  services: [TokenService],
  outbox: true,
  create({ db, config, settings, secrets, now, log }) {
    const sessions = createSessionStore(db);
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
      routes: tokenRoutes({ sessions, exchangeTokens, keys, customClaims, secrets, settings, now }),
      async run(signal) {
        // The first key is made before anybody waits for it.
        const tenants = config.multi_tenancy.enabled ? [] : [SINGLE_TENANT];
        await Promise.all([
          keys.run(signal, tenants),
          repeat(() => removeExpired({ sessions, exchangeTokens }, now(), signal), {
            name: "cleaning up sessions",
            everyMs: CLEAN_UP_EVERY_MS,
            signal,
            log,
          }),
        ]);
      },
    };
  },
};
