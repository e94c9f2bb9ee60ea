-- Keys of programs. The secret is an HMAC, and for keys that sign also sealed.
CREATE TABLE "credential_api_keys" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "relying_party_id" TEXT NOT NULL DEFAULT '',
  "name" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "prefix" TEXT NOT NULL,
  "secret_mac" TEXT NOT NULL,
  "sealed_secret" TEXT,
  "scopes" JSONB NOT NULL,
  "creator" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3),
  "last_used_at" TIMESTAMPTZ(3),
  "revoked_at" TIMESTAMPTZ(3),
  CONSTRAINT "credential_api_keys_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE UNIQUE INDEX "credential_api_keys_tenant_id_secret_mac_key" ON "credential_api_keys" ("tenant_id", "secret_mac");
CREATE INDEX "credential_api_keys_tenant_id_relying_party_id_idx" ON "credential_api_keys" ("tenant_id", "relying_party_id");
