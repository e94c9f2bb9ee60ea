import { createSigningKeys, problem, type SigningKeys, type UnitDeps } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Scope } from "./relying-party.ts";
import { type KeyStore, type NamedKey, ringOf } from "./store-key.ts";

/** Signs results of ceremonies, with keys of each relying party alone. */
export interface ResultTokens {
  /** A token of five minutes (authentication-api.md section 2.9). */
  sign(scope: Scope, result: Result): Promise<string>;
  /** The public keys, as they are stored: a new one is seen at once, in whichever process it was made. */
  jwks(scope: Scope): Promise<string>;
  keys(scope: Scope): Promise<readonly NamedKey[]>;
  /** Makes a key that signs from now on. Fails with RELYING_PARTY_KEY_TAKEN. */
  addKey(scope: Scope, name: string): Promise<NamedKey>;
  /** Fails with RELYING_PARTY_KEY_NOT_FOUND. */
  deleteKey(scope: Scope, keyId: string): Promise<void>;
  run: SigningKeys["run"];
}

/** What a token says. */
export interface Result {
  readonly userId: string;
  readonly credentialId: string;
  readonly rpId: string;
  readonly transactionId?: string;
}

const LIFETIME_MS = 300_000;
/** Keys that were made or deleted elsewhere are seen after this time. */
const RELOAD_AFTER_MS = 2_000;

/** Makes the rings over a store. RS256, because that is what verifiers of these tokens were told to expect. */
export function createResultTokens(
  deps: Pick<UnitDeps, "secrets" | "settings" | "now" | "log"> & { readonly store: KeyStore },
): ResultTokens {
  const { store, secrets, settings, now, log } = deps;
  const rings = createSigningKeys({
    store: store.rings,
    secrets,
    purpose: "relying party signing key",
    policy: (ring) => ({
      algorithm: "RS256",
      rotateAfterMs: settings(ring.split("/")[0] ?? "").session.rotate_keys_after,
      tokenLifetimeMs: LIFETIME_MS,
    }),
    reloadAfterMs: RELOAD_AFTER_MS,
    now,
    log,
  });

  async function keys(scope: Scope): Promise<readonly NamedKey[]> {
    const known = await store.list(scope);
    if (known.length > 0) return known;
    // The first key comes with the first look at the ring.
    await rings.jwks(ringOf(scope));
    return store.list(scope);
  }

  return {
    sign(scope, { userId, credentialId, rpId, transactionId }) {
      const iat = Math.floor(now().getTime() / 1_000);
      const trans = transactionId ? { trans: transactionId } : {};
      const claims = { sub: userId, cred: credentialId, aud: [rpId], iat, exp: iat + LIFETIME_MS / 1_000, ...trans };
      return rings.sign(ringOf(scope), claims);
    },

    async jwks(scope) {
      const published = (await keys(scope)).filter(({ expireTime }) => !expireTime || expireTime > now());
      return JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) });
    },

    keys,

    async addKey(scope, name) {
      const before = await keys(scope);
      if (before.some((key) => key.name === name)) throw taken();
      await rings.rotate(ringOf(scope));
      const known = new Set(before.map(({ id }) => id));
      const added = (await store.list(scope)).find(({ id }) => !known.has(id));
      if (!added || !(await store.rename(scope, added.id, name))) throw taken();
      return { ...added, name };
    },

    async deleteKey(scope, keyId) {
      if (!(await store.delete(scope, keyId))) {
        throw problem(Reason.RELYING_PARTY_KEY_NOT_FOUND, "the relying party has no such signing key");
      }
      rings.changed(ringOf(scope));
    },

    run: (signal, names) => rings.run(signal, names),
  };
}

function taken() {
  return problem(Reason.RELYING_PARTY_KEY_TAKEN, "another signing key has this name");
}
