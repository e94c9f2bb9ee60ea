DROP TABLE "audit_chains";
DROP INDEX "audit_entries_seq_tenant_id_idx";
DROP INDEX "audit_entries_tenant_id_seq_key";
ALTER TABLE "audit_entries" DROP COLUMN "mac", DROP COLUMN "seq", DROP COLUMN "hash";
