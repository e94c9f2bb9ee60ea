DROP TABLE `audit_chains`;
ALTER TABLE `audit_entries`
  DROP INDEX `audit_entries_seq_tenant_id_idx`,
  DROP INDEX `audit_entries_tenant_id_seq_key`,
  DROP COLUMN `mac`, DROP COLUMN `seq`, DROP COLUMN `hash`;
