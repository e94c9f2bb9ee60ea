-- Entries are sealed: each in its place, with the hash of the one before it.
ALTER TABLE `audit_entries`
  ADD COLUMN `mac` LONGTEXT NOT NULL DEFAULT (''),
  ADD COLUMN `seq` BIGINT,
  ADD COLUMN `hash` LONGTEXT,
  ADD UNIQUE KEY `audit_entries_tenant_id_seq_key` (`tenant_id`, `seq`),
  ADD INDEX `audit_entries_seq_tenant_id_idx` (`seq`, `tenant_id`);

-- Where each tenant's chain begins and ends. The HMAC covers all of the row.
CREATE TABLE `audit_chains` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `seq` BIGINT NOT NULL,
  `hash` LONGTEXT NOT NULL,
  `anchor_seq` BIGINT NOT NULL,
  `anchor_hash` LONGTEXT NOT NULL,
  `mac` LONGTEXT NOT NULL,
  `updated_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
