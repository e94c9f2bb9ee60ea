import { type Database, retried } from "@signet/db";

/** Remembers which signatures were accepted, so that none counts twice. */
export interface NonceStore {
  /** Takes a nonce of an API key that holds. False when somebody was there before, or the key has ended. */
  take(tenantId: string, apiKeyId: string, use: NonceUse): Promise<boolean>;
}

/** A nonce, and until when it is remembered. */
export interface NonceUse {
  readonly nonce: string;
  readonly expireTime: Date;
  readonly now: Date;
}

// Every signed request runs it: one statement takes the nonce and sees that the key is still alive, so that the key
// itself need not be read each time.
const statements = {
  postgresql: `INSERT INTO credential_relying_party_nonces (tenant_id, api_key_id, nonce, expires_at)
    SELECT tenant_id, id, $3, $4::timestamptz FROM credential_api_keys
    WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $5)
    ON CONFLICT DO NOTHING`,
  // An update in place of the insertion would count as a row, changed or not: the driver asks for rows that were found.
  mysql: `INSERT IGNORE INTO credential_relying_party_nonces (tenant_id, api_key_id, nonce, expires_at)
    SELECT tenant_id, id, $3, $4 FROM credential_api_keys
    WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $5)`,
} satisfies Record<Database["dialect"], string>;

/** The store over a database. */
export function createNonceStore({ sql, dialect }: Database): NonceStore {
  return {
    async take(tenantId, apiKeyId, { nonce, expireTime, now }) {
      const values = [tenantId, apiKeyId, nonce, expireTime, now];
      return (await retried(() => sql.execute("credential_take_nonce", statements[dialect], values))) === 1;
    },
  };
}
