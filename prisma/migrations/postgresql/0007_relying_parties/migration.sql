-- Relying parties of the Authentication API and the passkey API, with their users, credentials and ceremonies.

-- Relying parties of the Authentication API and the passkey API.
CREATE TABLE "credential_relying_parties" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "display_name" TEXT NOT NULL,
  "config" JSONB NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_relying_parties_pkey" PRIMARY KEY ("tenant_id", "id")
);

-- Users of relying parties.
CREATE TABLE "credential_relying_party_users" (
  "tenant_id" TEXT NOT NULL,
  "relying_party_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "display_name" TEXT NOT NULL,
  "icon" TEXT NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_relying_party_users_pkey" PRIMARY KEY ("tenant_id", "relying_party_id", "id")
);
CREATE UNIQUE INDEX "credential_relying_party_users_user_id_key" ON "credential_relying_party_users" ("tenant_id", "relying_party_id", "user_id");
CREATE INDEX "credential_relying_party_users_created_at_idx" ON "credential_relying_party_users" ("tenant_id", "relying_party_id", "created_at");

-- Credentials of relying parties' users.
CREATE TABLE "credential_relying_party_credentials" (
  "tenant_id" TEXT NOT NULL,
  "relying_party_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "owner_id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "public_key" TEXT NOT NULL,
  "attestation_type" TEXT NOT NULL,
  "aaguid" TEXT NOT NULL,
  "sign_count" BIGINT NOT NULL,
  "transports" JSONB NOT NULL,
  "backup_eligible" BOOLEAN NOT NULL,
  "backup_state" BOOLEAN NOT NULL,
  "mfa" BOOLEAN NOT NULL,
  "user_verified" BOOLEAN NOT NULL,
  "discoverable" BOOLEAN NOT NULL,
  "attachment" TEXT NOT NULL DEFAULT '',
  "last_used_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_relying_party_credentials_pkey" PRIMARY KEY ("tenant_id", "relying_party_id", "id")
);
CREATE INDEX "credential_relying_party_credentials_owner_id_idx" ON "credential_relying_party_credentials" ("tenant_id", "relying_party_id", "owner_id");
CREATE INDEX "credential_relying_party_credentials_created_at_idx" ON "credential_relying_party_credentials" ("tenant_id", "relying_party_id", "created_at");

-- Ceremonies that wait for their answer; the first answer takes the row.
CREATE TABLE "credential_relying_party_ceremonies" (
  "tenant_id" TEXT NOT NULL,
  "relying_party_id" TEXT NOT NULL,
  "challenge" TEXT NOT NULL,
  "api" TEXT NOT NULL,
  "operation" TEXT NOT NULL,
  "mfa" BOOLEAN NOT NULL,
  "owner_id" TEXT NOT NULL DEFAULT '',
  "user_verification" TEXT NOT NULL,
  "attachment" TEXT NOT NULL DEFAULT '',
  "discoverable" BOOLEAN NOT NULL,
  "allowed" JSONB NOT NULL,
  "transaction_id" TEXT NOT NULL DEFAULT '',
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_relying_party_ceremonies_pkey" PRIMARY KEY ("tenant_id", "relying_party_id", "challenge")
);
CREATE INDEX "credential_relying_party_ceremonies_expires_at_idx" ON "credential_relying_party_ceremonies" ("expires_at");

-- What users were asked to sign, and what they signed.
CREATE TABLE "credential_relying_party_transactions" (
  "tenant_id" TEXT NOT NULL,
  "relying_party_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "identifier" TEXT,
  "owner_id" TEXT NOT NULL DEFAULT '',
  "user_id" TEXT NOT NULL DEFAULT '',
  "text" TEXT NOT NULL,
  "signed_at" TIMESTAMPTZ(3),
  "credential_id" TEXT NOT NULL DEFAULT '',
  "evidence" JSONB,
  "mac" TEXT NOT NULL DEFAULT '',
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_relying_party_transactions_pkey" PRIMARY KEY ("tenant_id", "relying_party_id", "id")
);
CREATE UNIQUE INDEX "credential_relying_party_transactions_identifier_key" ON "credential_relying_party_transactions" ("tenant_id", "relying_party_id", "identifier");
CREATE INDEX "credential_relying_party_transactions_id_idx" ON "credential_relying_party_transactions" ("tenant_id", "id");
CREATE INDEX "credential_relying_party_transactions_user_id_idx" ON "credential_relying_party_transactions" ("tenant_id", "relying_party_id", "user_id");
CREATE INDEX "credential_relying_party_transactions_owner_id_idx" ON "credential_relying_party_transactions" ("tenant_id", "relying_party_id", "owner_id");
CREATE INDEX "credential_relying_party_transactions_signed_at_idx" ON "credential_relying_party_transactions" ("signed_at", "created_at");

-- Signatures of requests that were accepted, until they would be too old anyway.
CREATE TABLE "credential_relying_party_nonces" (
  "tenant_id" TEXT NOT NULL,
  "api_key_id" TEXT NOT NULL,
  "nonce" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_relying_party_nonces_pkey" PRIMARY KEY ("tenant_id", "api_key_id", "nonce")
);
CREATE INDEX "credential_relying_party_nonces_expires_at_idx" ON "credential_relying_party_nonces" ("expires_at");

-- Keys that sign result tokens; the private part is sealed.
CREATE TABLE "credential_relying_party_keys" (
  "tenant_id" TEXT NOT NULL,
  "relying_party_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "algorithm" TEXT NOT NULL,
  "public_jwk" JSONB NOT NULL,
  "sealed_jwk" TEXT NOT NULL,
  "active_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_relying_party_keys_pkey" PRIMARY KEY ("tenant_id", "relying_party_id", "id")
);
CREATE UNIQUE INDEX "credential_relying_party_keys_name_key" ON "credential_relying_party_keys" ("tenant_id", "relying_party_id", "name");
