-- Keys of programs. The secret is an HMAC, and for keys that sign also sealed.
CREATE TABLE `credential_api_keys` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `relying_party_id` VARCHAR(36) NOT NULL DEFAULT '',
  `name` LONGTEXT NOT NULL,
  `kind` LONGTEXT NOT NULL,
  `prefix` LONGTEXT NOT NULL,
  `secret_mac` VARCHAR(255) NOT NULL,
  `sealed_secret` LONGTEXT,
  `scopes` JSON NOT NULL,
  `creator` LONGTEXT NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `expires_at` DATETIME(3),
  `last_used_at` DATETIME(3),
  `revoked_at` DATETIME(3),
  PRIMARY KEY (`tenant_id`, `id`),
  UNIQUE KEY `credential_api_keys_tenant_id_secret_mac_key` (`tenant_id`, `secret_mac`),
  INDEX `credential_api_keys_tenant_id_relying_party_id_idx` (`tenant_id`, `relying_party_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
