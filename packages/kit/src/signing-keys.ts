import { hash, type KeyObject } from "node:crypto";
import { uuidv4 } from "./ids.ts";
import {
  claimsOf,
  generateJwks,
  isSignedBy,
  jwsHeader,
  readPrivateJwk,
  readPublicJwk,
  signJws,
  splitJws,
} from "./jws.ts";
import type { Logger } from "./log.ts";
import { createLru } from "./lru.ts";
import { repeat } from "./repeat.ts";
import type { Secrets } from "./secrets.ts";
import { isNothing, type KeyPolicy, planKeys, presentKey, type SigningKey } from "./signing-key-plan.ts";
import type { SigningKeyStore } from "./signing-key-table.ts";

/** What a token says, once its signature has been checked. */
export type SignedClaims = Readonly<Record<string, unknown>>;

/** A ring of signing keys per tenant. The first key comes with the first use; keys rotate while `run` runs. */
export interface SigningKeys {
  /** The claims as a compact JWS, signed by the tenant's present key. */
  sign(tenantId: string, claims: object): Promise<string>;
  /** What a token of this ring says; undefined for every other text. Whether it has expired is not looked at. */
  verify(tenantId: string, token: string): Promise<SignedClaims | undefined>;
  /** The public keys: present, next and previous, as a JWK Set (RFC 7517 section 5). */
  jwks(tenantId: string): Promise<string>;
  /** Adds a key that signs from now on; the one before is published until its last token has expired. */
  rotate(tenantId: string): Promise<void>;
  /** Forgets what is remembered of a ring, after its table was changed. */
  changed(tenantId: string): void;
  /** Rotates the rings in use until aborted; those of the given tenants are in use from the start. */
  run(signal: AbortSignal, tenantIds?: readonly string[]): Promise<void>;
}

interface LoadedKey extends SigningKey {
  readonly header: string;
  readonly publicKey: KeyObject;
  readonly privateKey: () => KeyObject;
}

interface Ring {
  readonly keys: readonly LoadedKey[];
  readonly byHeader: ReadonlyMap<string, LoadedKey>;
  readonly loadTime: number;
}

const MAINTAIN_EVERY_MS = 3_600_000;
/** A key is published a day before it signs, so a ring in memory may be minutes old. */
const RELOAD_AFTER_MS = 300_000;
/** A token of an unknown key reloads the ring, but nobody can make us do nothing else. */
const RELOAD_AT_MOST_EVERY_MS = 2_000;
const REMEMBERED_TOKENS = 10_000;

/** Makes the rings of a unit. `policy` is asked anew each time, so that changed settings take effect. */
export function createSigningKeys(options: {
  readonly store: SigningKeyStore;
  readonly secrets: Secrets;
  /** What the private keys are sealed for; keys of one unit are of no use to another. */
  readonly purpose: string;
  readonly policy: (tenantId: string) => KeyPolicy;
  /** How old a ring in memory may be, where people change rings by hand; minutes otherwise. */
  readonly reloadAfterMs?: number;
  readonly now: () => Date;
  readonly log: Logger;
}): SigningKeys {
  const { store, secrets, purpose, policy, reloadAfterMs: reloadAfter = RELOAD_AFTER_MS, now, log } = options;
  const rings = new Map<string, Ring>();
  const loading = new Map<string, Promise<Ring>>();
  const verified = createLru<SignedClaims>(REMEMBERED_TOKENS);

  async function newKey(tenantId: string, activeTime: Date): Promise<SigningKey> {
    const { algorithm } = policy(tenantId);
    const { publicJwk, privateJwk } = await generateJwks(algorithm);
    const id = uuidv4();
    const sealedJwk = secrets.seal(purpose, JSON.stringify(privateJwk));
    const named = { alg: algorithm, kid: id, use: "sig", ...publicJwk };
    return { id, algorithm, publicJwk: named, sealedJwk, activeTime, createTime: now() };
  }

  /** Brings the stored ring to what the policy asks for. Many processes may try at once: one of them does it. */
  async function maintain(tenantId: string): Promise<Ring> {
    for (;;) {
      const keys = await store.list(tenantId);
      const plan = planKeys(keys, policy(tenantId), now());
      if (isNothing(plan)) return remember(tenantId, keys);
      const { addFrom, retire, remove } = plan;
      const add = addFrom && (await newKey(tenantId, addFrom));
      const known = keys.map(({ id }) => id);
      if (await store.change(tenantId, known, { add, retire, remove })) {
        log.info(
          { tenantId, added: add?.id, retired: retire.map(({ id }) => id), removed: remove },
          "signing keys changed",
        );
      }
    }
  }

  function remember(tenantId: string, keys: readonly SigningKey[]): Ring {
    const loaded = keys.map((key) => load(key, secrets, purpose));
    const byHeader = new Map(loaded.map((key) => [key.header, key]));
    const ring = { keys: loaded, byHeader, loadTime: now().getTime() };
    rings.set(tenantId, ring);
    return ring;
  }

  /** Loads a ring once, however many ask for it meanwhile. */
  function reload(tenantId: string): Promise<Ring> {
    const present = loading.get(tenantId) ?? maintain(tenantId).finally(() => loading.delete(tenantId));
    loading.set(tenantId, present);
    return present;
  }

  async function ringOf(tenantId: string, reloadAfterMs = reloadAfter): Promise<Ring> {
    const ring = rings.get(tenantId);
    const age = ring ? now().getTime() - ring.loadTime : Number.POSITIVE_INFINITY;
    return ring && age < reloadAfterMs ? ring : reload(tenantId);
  }

  /** The plan of the next reload retires the key that signed until now. */
  async function rotate(tenantId: string): Promise<void> {
    for (;;) {
      const { keys } = await reload(tenantId);
      const add = await newKey(tenantId, now());
      const known = keys.map(({ id }) => id);
      if (await store.change(tenantId, known, { add, retire: [], remove: [] })) break;
    }
    await reload(tenantId);
  }

  async function signer(tenantId: string): Promise<LoadedKey> {
    const { algorithm } = policy(tenantId);
    const key =
      presentKey((await ringOf(tenantId)).keys, algorithm, now()) ??
      presentKey((await reload(tenantId)).keys, algorithm, now());
    if (!key) throw new Error("a ring of signing keys has none that signs");
    return key;
  }

  return {
    async sign(tenantId, claims) {
      const { header, privateKey } = await signer(tenantId);
      return signJws(header, claims, privateKey());
    },
    async verify(tenantId, token) {
      const jws = splitJws(token);
      if (!jws) return undefined;
      // A header is accepted only as we write it, letter by letter: that pins the algorithm to the key, and leaves no
      // room for "none", for keys inside the token, or for extensions (RFC 8725 sections 3.1 and 3.10).
      const key =
        (await ringOf(tenantId)).byHeader.get(jws.header) ??
        (await ringOf(tenantId, RELOAD_AT_MOST_EVERY_MS)).byHeader.get(jws.header);
      if (!key) return undefined;

      // Kept by hash, so that the memory of this process holds no token that somebody could use.
      const name = tenantId + hash("sha256", token, "base64url");
      const known = verified.get(name);
      if (known) return known;
      if (!isSignedBy(jws, key.publicKey)) return undefined;
      const claims = claimsOf(jws);
      verified.set(name, claims);
      return claims;
    },
    async jwks(tenantId) {
      const { keys } = await ringOf(tenantId);
      const published = keys.filter(({ expireTime }) => !expireTime || expireTime > now());
      return JSON.stringify({ keys: published.map(({ publicJwk }) => publicJwk) });
    },
    rotate,
    changed(tenantId) {
      rings.delete(tenantId);
    },
    run: (signal, tenantIds = []) =>
      repeat(() => Promise.all([...new Set([...tenantIds, ...rings.keys()])].map(reload)), {
        name: `rotation: ${purpose}`,
        everyMs: MAINTAIN_EVERY_MS,
        signal,
        log,
      }),
  };
}

/** The private part is opened when it first signs: a previous key may be sealed under a secret that is long gone. */
function load(key: SigningKey, secrets: Secrets, purpose: string): LoadedKey {
  let opened: KeyObject | undefined;
  const privateKey = () => (opened ??= readPrivateJwk(JSON.parse(secrets.open(purpose, key.sealedJwk))));
  return {
    ...key,
    header: jwsHeader(key.algorithm, key.id),
    publicKey: readPublicJwk(key.publicJwk),
    privateKey,
  };
}
