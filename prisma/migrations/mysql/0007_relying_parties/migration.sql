-- Relying parties of the Authentication API and the passkey API, with their users, credentials and ceremonies.

-- Relying parties of the Authentication API and the passkey API.
CREATE TABLE `credential_relying_parties` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `display_name` LONGTEXT NOT NULL,
  `config` JSON NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Users of relying parties.
CREATE TABLE `credential_relying_party_users` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `relying_party_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(64) NOT NULL,
  `name` LONGTEXT NOT NULL,
  `display_name` LONGTEXT NOT NULL,
  `icon` LONGTEXT NOT NULL DEFAULT (''),
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `relying_party_id`, `id`),
  UNIQUE INDEX `credential_relying_party_users_user_id_key` (`tenant_id`, `relying_party_id`, `user_id`),
  INDEX `credential_relying_party_users_created_at_idx` (`tenant_id`, `relying_party_id`, `created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Credentials of relying parties' users.
CREATE TABLE `credential_relying_party_credentials` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `relying_party_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(1400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `owner_id` VARCHAR(36) NOT NULL,
  `name` LONGTEXT NOT NULL,
  `public_key` LONGTEXT NOT NULL,
  `attestation_type` LONGTEXT NOT NULL,
  `aaguid` LONGTEXT NOT NULL,
  `sign_count` BIGINT NOT NULL,
  `transports` JSON NOT NULL,
  `backup_eligible` BOOLEAN NOT NULL,
  `backup_state` BOOLEAN NOT NULL,
  `mfa` BOOLEAN NOT NULL,
  `user_verified` BOOLEAN NOT NULL,
  `discoverable` BOOLEAN NOT NULL,
  `attachment` LONGTEXT NOT NULL DEFAULT (''),
  `last_used_at` DATETIME(3) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `relying_party_id`, `id`),
  INDEX `credential_relying_party_credentials_owner_id_idx` (`tenant_id`, `relying_party_id`, `owner_id`),
  INDEX `credential_relying_party_credentials_created_at_idx` (`tenant_id`, `relying_party_id`, `created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Ceremonies that wait for their answer; the first answer takes the row.
CREATE TABLE `credential_relying_party_ceremonies` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `relying_party_id` VARCHAR(36) NOT NULL,
  `challenge` VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `api` LONGTEXT NOT NULL,
  `operation` LONGTEXT NOT NULL,
  `mfa` BOOLEAN NOT NULL,
  `owner_id` LONGTEXT NOT NULL DEFAULT (''),
  `user_verification` LONGTEXT NOT NULL,
  `attachment` LONGTEXT NOT NULL DEFAULT (''),
  `discoverable` BOOLEAN NOT NULL,
  `allowed` JSON NOT NULL,
  `transaction_id` LONGTEXT NOT NULL DEFAULT (''),
  `expires_at` DATETIME(3) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `relying_party_id`, `challenge`),
  INDEX `credential_relying_party_ceremonies_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What users were asked to sign, and what they signed.
CREATE TABLE `credential_relying_party_transactions` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `relying_party_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `identifier` VARCHAR(128),
  `owner_id` VARCHAR(36) NOT NULL DEFAULT '',
  `user_id` VARCHAR(64) NOT NULL DEFAULT '',
  `text` LONGTEXT NOT NULL,
  `signed_at` DATETIME(3),
  `credential_id` LONGTEXT NOT NULL DEFAULT (''),
  `evidence` JSON,
  `mac` LONGTEXT NOT NULL DEFAULT (''),
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `relying_party_id`, `id`),
  UNIQUE INDEX `credential_relying_party_transactions_identifier_key` (`tenant_id`, `relying_party_id`, `identifier`),
  INDEX `credential_relying_party_transactions_id_idx` (`tenant_id`, `id`),
  INDEX `credential_relying_party_transactions_user_id_idx` (`tenant_id`, `relying_party_id`, `user_id`),
  INDEX `credential_relying_party_transactions_owner_id_idx` (`tenant_id`, `relying_party_id`, `owner_id`),
  INDEX `credential_relying_party_transactions_signed_at_idx` (`signed_at`, `created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Signatures of requests that were accepted, until they would be too old anyway.
CREATE TABLE `credential_relying_party_nonces` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `api_key_id` VARCHAR(36) NOT NULL,
  `nonce` VARCHAR(128) NOT NULL,
  `expires_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `api_key_id`, `nonce`),
  INDEX `credential_relying_party_nonces_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Keys that sign result tokens; the private part is sealed.
CREATE TABLE `credential_relying_party_keys` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `relying_party_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `name` VARCHAR(255) NOT NULL,
  `algorithm` LONGTEXT NOT NULL,
  `public_jwk` JSON NOT NULL,
  `sealed_jwk` LONGTEXT NOT NULL,
  `active_at` DATETIME(3) NOT NULL,
  `expires_at` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `relying_party_id`, `id`),
  UNIQUE INDEX `credential_relying_party_keys_name_key` (`tenant_id`, `relying_party_id`, `name`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
