import { createHmac } from "node:crypto";
import { isSameBytes, isUuid, problem, type Secrets } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type ApiKey, isLive } from "./api-key.ts";
import type { ApiKeyStore, StoredApiKey } from "./store.ts";

/** A signature, and the texts of which one must have been signed. */
export interface SignatureShown {
  readonly keyId: string;
  readonly messages: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
}

/** Finds out whose key was shown. All failures are API_KEY_INVALID and look the same. */
export interface ApiKeyVerifier {
  bySecret(tenantId: string, secret: string): Promise<ApiKey>;
  bySignature(tenantId: string, shown: SignatureShown): Promise<ApiKey>;
  /** The secret of a live key that signs, for who checks many signatures of it. */
  signing(tenantId: string, keyId: string): Promise<SigningSecret>;
  /** Counts a use of it, once a signature was right. Gives the key as it is then. */
  used(tenantId: string, signing: SigningSecret): Promise<ApiKey>;
}

/** A key with its secret in the clear, for a moment. */
export interface SigningSecret {
  readonly key: ApiKey;
  readonly secret: string;
}

/** Secrets are stored for what: MACs of all of them, and those that check signatures. */
const PURPOSE = "api-key";
/** The last use is noted so often, so that a key in constant use costs no write per request. */
const NOTE_USE_EVERY_MS = 300_000;
const LONGEST_SECRET = 200;

/** How a secret is stored. */
export function storedForm(secrets: Secrets, kind: ApiKey["kind"], secret: string) {
  return {
    secretMac: secrets.mac(PURPOSE, secret),
    ...(kind === "hmac" && { sealedSecret: secrets.seal(PURPOSE, secret) }),
  };
}

/** Reads the key for each use, which is one look-up by a unique key: a revocation holds everywhere at once. */
export function createApiKeyVerifier({
  store,
  secrets,
  now,
}: {
  readonly store: Pick<ApiKeyStore, "find" | "findBySecret" | "touch">;
  readonly secrets: Secrets;
  readonly now: () => Date;
}): ApiKeyVerifier {
  async function used(tenantId: string, { key, secret }: SigningSecret): Promise<ApiKey> {
    const time = now();
    const isNoted = key.lastUseTime && time.getTime() - key.lastUseTime.getTime() < NOTE_USE_EVERY_MS;
    if (isNoted) return key;
    // With the use goes the form that today's secret_keys give it, so that an old one can be dropped one day.
    await store.touch(tenantId, key.id, { now: time, ...storedForm(secrets, key.kind, secret) });
    return { ...key, lastUseTime: time };
  }

  async function open(tenantId: string, keyId: string): Promise<SigningSecret> {
    const stored = isUuid(keyId) ? await store.find(tenantId, keyId) : undefined;
    if (stored?.sealedSecret === undefined || !isLive(stored, now())) throw invalid();
    return { key: shown(stored), secret: secrets.open(PURPOSE, stored.sealedSecret) };
  }

  return {
    async bySecret(tenantId, secret) {
      if (secret === "" || secret.length > LONGEST_SECRET) throw invalid();
      const key = await store.findBySecret(tenantId, secrets.macs(PURPOSE, secret));
      if (!key || !secrets.isMac(PURPOSE, secret, key.secretMac) || !isLive(key, now())) throw invalid();
      return used(tenantId, { key: shown(key), secret });
    },

    async bySignature(tenantId, { keyId, messages, signature }) {
      const signing = await open(tenantId, keyId);
      if (!isSignatureOfOne(messages, signature, signing.secret)) throw invalid();
      return used(tenantId, signing);
    },

    signing: open,
    used,
  };
}

/** A key without what is stored of its secret. */
function shown({ secretMac: _, sealedSecret: __, ...key }: StoredApiKey): ApiKey {
  return key;
}

/** Compares with all of them in constant time. */
export function isSignatureOfOne(messages: readonly string[], signature: string, secret: string): boolean {
  const given = Buffer.from(signature, "hex");
  let found = false;
  for (const message of messages) {
    if (isSameBytes(given, createHmac("sha256", secret).update(message).digest())) found = true;
  }
  return found;
}

function invalid() {
  return problem(Reason.API_KEY_INVALID, "the API key is unknown, wrong, revoked or expired");
}
