-- Entries are sealed: each in its place, with the hash of the one before it.
ALTER TABLE "audit_entries"
  ADD COLUMN "mac" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "seq" BIGINT,
  ADD COLUMN "hash" TEXT;
CREATE UNIQUE INDEX "audit_entries_tenant_id_seq_key" ON "audit_entries" ("tenant_id", "seq");
CREATE INDEX "audit_entries_seq_tenant_id_idx" ON "audit_entries" ("seq", "tenant_id");

-- Where each tenant's chain begins and ends. The HMAC covers all of the row.
CREATE TABLE "audit_chains" (
  "tenant_id" TEXT NOT NULL,
  "seq" BIGINT NOT NULL,
  "hash" TEXT NOT NULL,
  "anchor_seq" BIGINT NOT NULL,
  "anchor_hash" TEXT NOT NULL,
  "mac" TEXT NOT NULL,
  "updated_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "audit_chains_pkey" PRIMARY KEY ("tenant_id")
);
