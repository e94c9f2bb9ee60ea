-- What single calls of the classic API find again: codes that were mailed, challenges, addresses to be proven.
CREATE TABLE `flow_ceremonies` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `kind` VARCHAR(255) NOT NULL,
  `id` VARCHAR(255) NOT NULL,
  `record` LONGTEXT NOT NULL,
  `expires_at` DATETIME(3) NOT NULL,
  `created_at` DATETIME(3) NOT NULL,
  PRIMARY KEY (`tenant_id`, `kind`, `id`),
  INDEX `flow_ceremonies_expires_at_idx` (`expires_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
