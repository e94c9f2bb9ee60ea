-- The tables of every unit, as prisma/models describes them. Names begin with the unit that owns them.

-- audit

-- The audit log.
CREATE TABLE "audit_entries" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "error" TEXT NOT NULL DEFAULT '',
  "request_id" TEXT NOT NULL DEFAULT '',
  "source_ip" TEXT NOT NULL DEFAULT '',
  "user_agent" TEXT NOT NULL DEFAULT '',
  "actor_user_id" TEXT NOT NULL DEFAULT '',
  "actor_email" TEXT NOT NULL DEFAULT '',
  "details" JSONB,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "audit_entries_tenant_id_created_at_idx" ON "audit_entries" ("tenant_id", "created_at");
CREATE INDEX "audit_entries_tenant_id_actor_user_id_idx" ON "audit_entries" ("tenant_id", "actor_user_id");

-- Events this unit has handled; a second delivery finds its id here and does nothing.
CREATE TABLE "audit_inbox" (
  "event_id" TEXT NOT NULL,
  "consumer" TEXT NOT NULL,
  "received_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "audit_inbox_pkey" PRIMARY KEY ("event_id", "consumer")
);
CREATE INDEX "audit_inbox_received_at_idx" ON "audit_inbox" ("received_at");

-- credential

-- Public key credentials: passkeys and security keys.
CREATE TABLE "credential_webauthn_credentials" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "name" TEXT NOT NULL DEFAULT '',
  "public_key" TEXT NOT NULL,
  "attestation_type" TEXT NOT NULL,
  "aaguid" TEXT NOT NULL,
  "sign_count" BIGINT NOT NULL,
  "transports" JSONB NOT NULL,
  "backup_eligible" BOOLEAN NOT NULL,
  "backup_state" BOOLEAN NOT NULL,
  "mfa_only" BOOLEAN NOT NULL,
  "user_handle" TEXT,
  "last_used_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_webauthn_credentials_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "credential_webauthn_credentials_tenant_id_user_id_idx" ON "credential_webauthn_credentials" ("tenant_id", "user_id");

-- Password hashes, as PHC strings.
CREATE TABLE "credential_passwords" (
  "tenant_id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_passwords_pkey" PRIMARY KEY ("tenant_id", "user_id")
);

-- One-time codes sent by mail, as HMACs.
CREATE TABLE "credential_passcodes" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "address" TEXT NOT NULL,
  "code_mac" TEXT NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_passcodes_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "credential_passcodes_expires_at_idx" ON "credential_passcodes" ("expires_at");

-- TOTP secrets, sealed.
CREATE TABLE "credential_totps" (
  "tenant_id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "sealed_secret" TEXT NOT NULL,
  "last_step" BIGINT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_totps_pkey" PRIMARY KEY ("tenant_id", "user_id")
);

-- Recovery codes, as HMACs; a used one is gone.
CREATE TABLE "credential_recovery_codes" (
  "tenant_id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "code_mac" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_recovery_codes_pkey" PRIMARY KEY ("tenant_id", "user_id", "code_mac")
);

-- Trusted devices, by the HMAC of their token.
CREATE TABLE "credential_devices" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "token_mac" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_devices_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE UNIQUE INDEX "credential_devices_tenant_id_token_mac_key" ON "credential_devices" ("tenant_id", "token_mac");
CREATE INDEX "credential_devices_tenant_id_user_id_idx" ON "credential_devices" ("tenant_id", "user_id");
CREATE INDEX "credential_devices_expires_at_idx" ON "credential_devices" ("expires_at");

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE "credential_outbox" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "payload" BYTEA NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "leased_until" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "credential_outbox_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "credential_outbox_created_at_idx" ON "credential_outbox" ("created_at");

-- flow

-- Conversations that have begun; one that nobody answered has no row.
CREATE TABLE "flow_flows" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "csrf_token" TEXT NOT NULL,
  "record" TEXT NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "flow_flows_pkey" PRIMARY KEY ("tenant_id", "id")
)
-- Every step rewrites the record: it stays in the row uncompressed, and finds room on the same page, so that a
-- step touches neither an index nor a second table.
WITH (fillfactor = 70, toast_tuple_target = 8160);
CREATE INDEX "flow_flows_expires_at_idx" ON "flow_flows" ("expires_at");

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE "flow_outbox" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "payload" BYTEA NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "leased_until" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "flow_outbox_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "flow_outbox_created_at_idx" ON "flow_outbox" ("created_at");

-- identity

-- People who can sign in.
CREATE TABLE "identity_users" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL DEFAULT '',
  "given_name" TEXT NOT NULL DEFAULT '',
  "family_name" TEXT NOT NULL DEFAULT '',
  "picture" TEXT NOT NULL DEFAULT '',
  "public_metadata" JSONB,
  "private_metadata" JSONB,
  "unsafe_metadata" JSONB,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "identity_users_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "identity_users_tenant_id_created_at_id_idx" ON "identity_users" ("tenant_id", "created_at", "id");

-- Addresses of users; an address belongs to one user of a tenant.
CREATE TABLE "identity_emails" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "address" TEXT NOT NULL,
  "is_verified" BOOLEAN NOT NULL,
  "is_primary" BOOLEAN NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "identity_emails_pkey" PRIMARY KEY ("tenant_id", "id"),
  CONSTRAINT "identity_emails_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id")
    REFERENCES "identity_users" ("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "identity_emails_tenant_id_address_key" ON "identity_emails" ("tenant_id", "address");
CREATE INDEX "identity_emails_tenant_id_user_id_idx" ON "identity_emails" ("tenant_id", "user_id");

-- Usernames; one per user, unique in the tenant.
CREATE TABLE "identity_usernames" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "username" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "identity_usernames_pkey" PRIMARY KEY ("tenant_id", "id"),
  CONSTRAINT "identity_usernames_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id")
    REFERENCES "identity_users" ("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "identity_usernames_tenant_id_username_key" ON "identity_usernames" ("tenant_id", "username");
CREATE UNIQUE INDEX "identity_usernames_tenant_id_user_id_key" ON "identity_usernames" ("tenant_id", "user_id");

-- Accounts of users at other providers.
CREATE TABLE "identity_federated_identities" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "provider_id" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "email_id" TEXT,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "identity_federated_identities_pkey" PRIMARY KEY ("tenant_id", "id"),
  CONSTRAINT "identity_federated_identities_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id")
    REFERENCES "identity_users" ("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "identity_federated_identities_tenant_id_provider_id_subject_key" ON "identity_federated_identities" ("tenant_id", "provider_id", "subject");
CREATE INDEX "identity_federated_identities_tenant_id_user_id_idx" ON "identity_federated_identities" ("tenant_id", "user_id");

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE "identity_outbox" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "payload" BYTEA NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "leased_until" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "identity_outbox_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "identity_outbox_created_at_idx" ON "identity_outbox" ("created_at");

-- notification

-- Mails on their way; the content is sealed and deleted with the row when the server accepted the mail.
CREATE TABLE "notification_mails" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "recipient" TEXT NOT NULL,
  "template" TEXT NOT NULL,
  "sealed_content" TEXT NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "last_error" TEXT NOT NULL DEFAULT '',
  "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
  "failed_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "notification_mails_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "notification_mails_failed_at_next_attempt_at_idx" ON "notification_mails" ("failed_at", "next_attempt_at");

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE "notification_outbox" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "payload" BYTEA NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "leased_until" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "notification_outbox_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "notification_outbox_created_at_idx" ON "notification_outbox" ("created_at");

-- token

-- Signed-in devices.
CREATE TABLE "token_sessions" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "user_agent" TEXT,
  "ip_address" TEXT,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "last_used_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "token_sessions_pkey" PRIMARY KEY ("tenant_id", "id")
)
-- Room on the page for the time of the last use, which changes often and is in no index.
WITH (fillfactor = 80);
CREATE INDEX "token_sessions_tenant_id_user_id_created_at_idx" ON "token_sessions" ("tenant_id", "user_id", "created_at");
CREATE INDEX "token_sessions_expires_at_idx" ON "token_sessions" ("expires_at");

-- Keys that sign tokens; the private part is sealed.
CREATE TABLE "token_signing_keys" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "algorithm" TEXT NOT NULL,
  "public_jwk" JSONB NOT NULL,
  "sealed_jwk" TEXT NOT NULL,
  "active_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "token_signing_keys_pkey" PRIMARY KEY ("tenant_id", "id")
);

-- One-time tokens that hand a sign-in over, by their HMAC.
CREATE TABLE "token_exchange_tokens" (
  "tenant_id" TEXT NOT NULL,
  "token_mac" TEXT NOT NULL,
  "user_id" TEXT NOT NULL,
  "context" JSONB NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "token_exchange_tokens_pkey" PRIMARY KEY ("tenant_id", "token_mac")
);
CREATE INDEX "token_exchange_tokens_expires_at_idx" ON "token_exchange_tokens" ("expires_at");

-- Events of this unit, written with the change they tell of; the relay publishes and deletes them.
CREATE TABLE "token_outbox" (
  "id" TEXT NOT NULL,
  "tenant_id" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "payload" BYTEA NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "leased_until" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "token_outbox_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "token_outbox_created_at_idx" ON "token_outbox" ("created_at");

-- webhook

-- Stored subscriptions.
CREATE TABLE "webhook_subscriptions" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "callback" TEXT NOT NULL,
  "enabled" BOOLEAN NOT NULL,
  "failures" INTEGER NOT NULL DEFAULT 0,
  "expires_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "webhook_subscriptions_pkey" PRIMARY KEY ("tenant_id", "id")
);

-- What a subscription wants to hear.
CREATE TABLE "webhook_subscription_events" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "subscription_id" TEXT NOT NULL,
  "event" TEXT NOT NULL,
  CONSTRAINT "webhook_subscription_events_pkey" PRIMARY KEY ("tenant_id", "id"),
  CONSTRAINT "webhook_subscription_events_tenant_id_subscription_id_fkey" FOREIGN KEY ("tenant_id", "subscription_id")
    REFERENCES "webhook_subscriptions" ("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "webhook_subscription_events_tenant_id_subscription_id_idx" ON "webhook_subscription_events" ("tenant_id", "subscription_id");

-- Calls to make: one row per event and callback, the body sealed.
CREATE TABLE "webhook_deliveries" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "event_id" TEXT NOT NULL,
  "event" TEXT NOT NULL,
  "callback" TEXT NOT NULL,
  "subscription_id" TEXT NOT NULL DEFAULT '',
  "sealed_data" TEXT NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "last_error" TEXT NOT NULL DEFAULT '',
  "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
  "failed_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "webhook_deliveries_failed_at_next_attempt_at_idx" ON "webhook_deliveries" ("failed_at", "next_attempt_at");

-- Keys that sign deliveries; the private part is sealed.
CREATE TABLE "webhook_signing_keys" (
  "tenant_id" TEXT NOT NULL,
  "id" TEXT NOT NULL,
  "algorithm" TEXT NOT NULL,
  "public_jwk" JSONB NOT NULL,
  "sealed_jwk" TEXT NOT NULL,
  "active_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3),
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "webhook_signing_keys_pkey" PRIMARY KEY ("tenant_id", "id")
);

-- Events this unit has handled; a second delivery finds its id here and does nothing.
CREATE TABLE "webhook_inbox" (
  "event_id" TEXT NOT NULL,
  "consumer" TEXT NOT NULL,
  "received_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "webhook_inbox_pkey" PRIMARY KEY ("event_id", "consumer")
);
CREATE INDEX "webhook_inbox_received_at_idx" ON "webhook_inbox" ("received_at");
