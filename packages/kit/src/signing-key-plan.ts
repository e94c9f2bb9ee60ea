import type { JsonWebKey } from "node:crypto";
import type { SigningAlgorithm } from "./jws.ts";

/** A signing key as it is stored: the private part is sealed. */
export interface SigningKey {
  /** The JWK's "kid". */
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: JsonWebKey;
  readonly sealedJwk: string;
  /** Signs from then on; published before. */
  readonly activeTime: Date;
  /** Published until then. Set once another key has taken over. */
  readonly expireTime?: Date;
  readonly createTime: Date;
}

/** What a tenant's settings ask of its keys. */
export interface KeyPolicy {
  readonly algorithm: SigningAlgorithm;
  /** How long a key signs. */
  readonly rotateAfterMs: number;
  /** How long a token lives that was signed in the last moment of a key. */
  readonly tokenLifetimeMs: number;
}

/** What has to change in a ring of keys. */
export interface KeyPlan {
  /** A key is missing, which is to sign from this time on. */
  readonly addFrom?: Date;
  /** Keys that sign no more, and until when they are published. */
  readonly retire: readonly { readonly id: string; readonly expireTime: Date }[];
  /** Keys whose last token has expired. */
  readonly remove: readonly string[];
}

/** New keys, retired keys and forgotten keys: a plan with the key that it asked for. */
export interface KeyChange extends Omit<KeyPlan, "addFrom"> {
  readonly add?: SigningKey;
}

/** Verifiers may keep a key set for hours, so a key is published a day before it signs, and a day longer than needed. */
export const PUBLISHED_AHEAD_MS = 24 * 3_600_000;

/** The key that signs now: the one that took over last. */
export function presentKey<K extends SigningKey>(
  keys: readonly K[],
  algorithm: SigningAlgorithm,
  now: Date,
): K | undefined {
  return keys
    .filter((key) => key.algorithm === algorithm && !key.expireTime && key.activeTime <= now)
    .reduce<K | undefined>((last, key) => (last && last.activeTime >= key.activeTime ? last : key), undefined);
}

/** Compares a ring with its policy. Nothing to do is the usual answer. */
export function planKeys(keys: readonly SigningKey[], policy: KeyPolicy, now: Date): KeyPlan {
  const after = (ms: number, time = now) => new Date(time.getTime() + ms);
  const remove = keys.filter(({ expireTime }) => expireTime && expireTime <= now).map(({ id }) => id);

  const present = presentKey(keys, policy.algorithm, now);
  if (!present) return { addFrom: now, retire: [], remove };

  const expireTime = after(policy.tokenLifetimeMs + PUBLISHED_AHEAD_MS);
  const isNext = (key: SigningKey) => key.algorithm === policy.algorithm && key.activeTime > now;
  const retire = keys
    .filter((key) => key !== present && !key.expireTime && !isNext(key))
    .map(({ id }) => ({ id, expireTime }));

  const takeOver = after(policy.rotateAfterMs, present.activeTime);
  const isDue = after(PUBLISHED_AHEAD_MS) >= takeOver && !keys.some(isNext);
  if (!isDue) return { retire, remove };
  const published = after(PUBLISHED_AHEAD_MS);
  return { addFrom: new Date(Math.max(takeOver.getTime(), published.getTime())), retire, remove };
}

/** Whether a plan changes nothing. */
export function isNothing({ addFrom, retire, remove }: KeyPlan): boolean {
  return !addFrom && retire.length === 0 && remove.length === 0;
}
