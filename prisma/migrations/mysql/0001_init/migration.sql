-- The tables of every unit, as prisma/models describes them. Names begin with the unit that owns them.
-- Text is compared byte by byte, as in PostgreSQL; what an index holds has a length, because MySQL asks for one.

-- audit

-- The audit log.
CREATE TABLE `audit_entries` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `type` LONGTEXT NOT NULL,
  `error` LONGTEXT NOT NULL DEFAULT (''),
  `request_id` LONGTEXT NOT NULL DEFAULT (''),
  `source_ip` LONGTEXT NOT NULL DEFAULT (''),
  `user_agent` LONGTEXT NOT NULL DEFAULT (''),
  `actor_user_id` VARCHAR(255) NOT NULL DEFAULT '',
  `actor_email` LONGTEXT NOT NULL DEFAULT (''),
  `details` JSON,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `audit_entries_tenant_id_created_at_idx` (`tenant_id`, `created_at`),
  INDEX `audit_entries_tenant_id_actor_user_id_idx` (`tenant_id`, `actor_user_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Events this unit has handled; a second delivery finds its id here and does nothing.
CREATE TABLE `audit_inbox` (
  `event_id` VARCHAR(36) NOT NULL,
  `consumer` VARCHAR(255) NOT NULL,
  `received_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`event_id`, `consumer`),
  INDEX `audit_inbox_received_at_idx` (`received_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- credential

-- Public key credentials: passkeys and security keys.
CREATE TABLE `credential_webauthn_credentials` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(1400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `name` LONGTEXT NOT NULL DEFAULT (''),
  `public_key` LONGTEXT NOT NULL,
  `attestation_type` LONGTEXT NOT NULL,
  `aaguid` LONGTEXT NOT NULL,
  `sign_count` BIGINT NOT NULL,
  `transports` JSON NOT NULL,
  `backup_eligible` BOOLEAN NOT NULL,
  `backup_state` BOOLEAN NOT NULL,
  `mfa_only` BOOLEAN NOT NULL,
  `user_handle` LONGTEXT,
  `last_used_at` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `credential_webauthn_credentials_tenant_id_user_id_idx` (`tenant_id`, `user_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Password hashes, as PHC strings.
CREATE TABLE `credential_passwords` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `hash` LONGTEXT NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `user_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One-time codes sent by mail, as HMACs.
CREATE TABLE `credential_passcodes` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `address` LONGTEXT NOT NULL,
  `code_mac` LONGTEXT NOT NULL,
  `attempts` INTEGER NOT NULL DEFAULT 0,
  `expires_at` DATETIME(3) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `credential_passcodes_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- TOTP secrets, sealed.
CREATE TABLE `credential_totps` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `sealed_secret` LONGTEXT NOT NULL,
  `last_step` BIGINT NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `user_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Recovery codes, as HMACs; a used one is gone.
CREATE TABLE `credential_recovery_codes` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `code_mac` VARCHAR(255) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `user_id`, `code_mac`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Trusted devices, by the HMAC of their token.
CREATE TABLE `credential_devices` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `token_mac` VARCHAR(255) NOT NULL,
  `expires_at` DATETIME(3) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  UNIQUE KEY `credential_devices_tenant_id_token_mac_key` (`tenant_id`, `token_mac`),
  INDEX `credential_devices_tenant_id_user_id_idx` (`tenant_id`, `user_id`),
  INDEX `credential_devices_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE `credential_outbox` (
  `id` VARCHAR(36) NOT NULL,
  `tenant_id` VARCHAR(36) NOT NULL,
  `type` LONGTEXT NOT NULL,
  `payload` LONGBLOB NOT NULL,
  `attempts` INTEGER NOT NULL DEFAULT 0,
  `leased_until` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `credential_outbox_created_at_idx` (`created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- flow

-- Conversations that have begun; one that nobody answered has no row.
CREATE TABLE `flow_flows` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `name` LONGTEXT NOT NULL,
  `version` INTEGER NOT NULL,
  `csrf_token` LONGTEXT NOT NULL,
  `record` LONGTEXT NOT NULL,
  `expires_at` DATETIME(3) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `flow_flows_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE `flow_outbox` (
  `id` VARCHAR(36) NOT NULL,
  `tenant_id` VARCHAR(36) NOT NULL,
  `type` LONGTEXT NOT NULL,
  `payload` LONGBLOB NOT NULL,
  `attempts` INTEGER NOT NULL DEFAULT 0,
  `leased_until` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `flow_outbox_created_at_idx` (`created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- identity

-- People who can sign in.
CREATE TABLE `identity_users` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `name` LONGTEXT NOT NULL DEFAULT (''),
  `given_name` LONGTEXT NOT NULL DEFAULT (''),
  `family_name` LONGTEXT NOT NULL DEFAULT (''),
  `picture` LONGTEXT NOT NULL DEFAULT (''),
  `public_metadata` JSON,
  `private_metadata` JSON,
  `unsafe_metadata` JSON,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `identity_users_tenant_id_created_at_id_idx` (`tenant_id`, `created_at`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Addresses of users; an address belongs to one user of a tenant.
CREATE TABLE `identity_emails` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `address` VARCHAR(255) NOT NULL,
  `is_verified` BOOLEAN NOT NULL,
  `is_primary` BOOLEAN NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  UNIQUE KEY `identity_emails_tenant_id_address_key` (`tenant_id`, `address`),
  INDEX `identity_emails_tenant_id_user_id_idx` (`tenant_id`, `user_id`),
  CONSTRAINT `identity_emails_tenant_id_user_id_fkey` FOREIGN KEY (`tenant_id`, `user_id`)
    REFERENCES `identity_users` (`tenant_id`, `id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Usernames; one per user, unique in the tenant.
CREATE TABLE `identity_usernames` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `username` VARCHAR(255) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  UNIQUE KEY `identity_usernames_tenant_id_username_key` (`tenant_id`, `username`),
  UNIQUE KEY `identity_usernames_tenant_id_user_id_key` (`tenant_id`, `user_id`),
  CONSTRAINT `identity_usernames_tenant_id_user_id_fkey` FOREIGN KEY (`tenant_id`, `user_id`)
    REFERENCES `identity_users` (`tenant_id`, `id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Accounts of users at other providers.
CREATE TABLE `identity_federated_identities` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `provider_id` VARCHAR(255) NOT NULL,
  `subject` VARCHAR(255) NOT NULL,
  `email_id` VARCHAR(36),
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  UNIQUE KEY `identity_federated_identities_tenant_id_provider_id_subject_key` (`tenant_id`, `provider_id`, `subject`),
  INDEX `identity_federated_identities_tenant_id_user_id_idx` (`tenant_id`, `user_id`),
  CONSTRAINT `identity_federated_identities_tenant_id_user_id_fkey` FOREIGN KEY (`tenant_id`, `user_id`)
    REFERENCES `identity_users` (`tenant_id`, `id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE `identity_outbox` (
  `id` VARCHAR(36) NOT NULL,
  `tenant_id` VARCHAR(36) NOT NULL,
  `type` LONGTEXT NOT NULL,
  `payload` LONGBLOB NOT NULL,
  `attempts` INTEGER NOT NULL DEFAULT 0,
  `leased_until` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `identity_outbox_created_at_idx` (`created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- notification

-- Mails on their way; the content is sealed and deleted with the row when the server accepted the mail.
CREATE TABLE `notification_mails` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `recipient` LONGTEXT NOT NULL,
  `template` LONGTEXT NOT NULL,
  `sealed_content` LONGTEXT NOT NULL,
  `attempts` INTEGER NOT NULL DEFAULT 0,
  `last_error` LONGTEXT NOT NULL DEFAULT (''),
  `next_attempt_at` DATETIME(3) NOT NULL,
  `failed_at` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `notification_mails_failed_at_next_attempt_at_idx` (`failed_at`, `next_attempt_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE `notification_outbox` (
  `id` VARCHAR(36) NOT NULL,
  `tenant_id` VARCHAR(36) NOT NULL,
  `type` LONGTEXT NOT NULL,
  `payload` LONGBLOB NOT NULL,
  `attempts` INTEGER NOT NULL DEFAULT 0,
  `leased_until` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `notification_outbox_created_at_idx` (`created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- token

-- Signed-in devices.
CREATE TABLE `token_sessions` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `user_agent` LONGTEXT,
  `ip_address` LONGTEXT,
  `expires_at` DATETIME(3) NOT NULL,
  `last_used_at` DATETIME(3) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `token_sessions_tenant_id_user_id_created_at_idx` (`tenant_id`, `user_id`, `created_at`),
  INDEX `token_sessions_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Keys that sign tokens; the private part is sealed.
CREATE TABLE `token_signing_keys` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(255) NOT NULL,
  `algorithm` LONGTEXT NOT NULL,
  `public_jwk` JSON NOT NULL,
  `sealed_jwk` LONGTEXT NOT NULL,
  `active_at` DATETIME(3) NOT NULL,
  `expires_at` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One-time tokens that hand a sign-in over, by their HMAC.
CREATE TABLE `token_exchange_tokens` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `token_mac` VARCHAR(255) NOT NULL,
  `user_id` VARCHAR(36) NOT NULL,
  `context` JSON NOT NULL,
  `expires_at` DATETIME(3) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `token_mac`),
  INDEX `token_exchange_tokens_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE `token_outbox` (
  `id` VARCHAR(36) NOT NULL,
  `tenant_id` VARCHAR(36) NOT NULL,
  `type` LONGTEXT NOT NULL,
  `payload` LONGBLOB NOT NULL,
  `attempts` INTEGER NOT NULL DEFAULT 0,
  `leased_until` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `token_outbox_created_at_idx` (`created_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- webhook

-- Stored subscriptions.
CREATE TABLE `webhook_subscriptions` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `callback` LONGTEXT NOT NULL,
  `enabled` BOOLEAN NOT NULL,
  `failures` INTEGER NOT NULL DEFAULT 0,
  `expires_at` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What a subscription wants to hear.
CREATE TABLE `webhook_subscription_events` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `subscription_id` VARCHAR(36) NOT NULL,
  `event` LONGTEXT NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `webhook_subscription_events_tenant_id_subscription_id_idx` (`tenant_id`, `subscription_id`),
  CONSTRAINT `webhook_subscription_events_tenant_id_subscription_id_fkey` FOREIGN KEY (`tenant_id`, `subscription_id`)
    REFERENCES `webhook_subscriptions` (`tenant_id`, `id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Calls to make: one row per event and callback, the body sealed.
CREATE TABLE `webhook_deliveries` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(36) NOT NULL,
  `event_id` VARCHAR(36) NOT NULL,
  `event` LONGTEXT NOT NULL,
  `callback` LONGTEXT NOT NULL,
  `subscription_id` VARCHAR(36) NOT NULL DEFAULT '',
  `sealed_data` LONGTEXT NOT NULL,
  `attempts` INTEGER NOT NULL DEFAULT 0,
  `last_error` LONGTEXT NOT NULL DEFAULT (''),
  `next_attempt_at` DATETIME(3) NOT NULL,
  `failed_at` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`),
  INDEX `webhook_deliveries_failed_at_next_attempt_at_idx` (`failed_at`, `next_attempt_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Keys that sign deliveries; the private part is sealed.
CREATE TABLE `webhook_signing_keys` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `id` VARCHAR(255) NOT NULL,
  `algorithm` LONGTEXT NOT NULL,
  `public_jwk` JSON NOT NULL,
  `sealed_jwk` LONGTEXT NOT NULL,
  `active_at` DATETIME(3) NOT NULL,
  `expires_at` DATETIME(3),
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Events this unit has handled; a second delivery finds its id here and does nothing.
CREATE TABLE `webhook_inbox` (
  `event_id` VARCHAR(36) NOT NULL,
  `consumer` VARCHAR(255) NOT NULL,
  `received_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`event_id`, `consumer`),
  INDEX `webhook_inbox_received_at_idx` (`received_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
