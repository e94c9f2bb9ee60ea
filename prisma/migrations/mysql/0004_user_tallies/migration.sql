-- Whether a user has a name is with the user, so that lists need not look for one.

ALTER TABLE `identity_users` ADD COLUMN `is_named` BOOLEAN NOT NULL DEFAULT true AFTER `unsafe_metadata`;
UPDATE `identity_users` u SET `is_named` = false
  WHERE NOT EXISTS (SELECT 1 FROM `identity_emails` e WHERE e.`tenant_id` = u.`tenant_id` AND e.`user_id` = u.`id`)
    AND NOT EXISTS (SELECT 1 FROM `identity_usernames` n WHERE n.`tenant_id` = u.`tenant_id` AND n.`user_id` = u.`id`);

CREATE INDEX `identity_users_tenant_id_created_at_id_is_named_idx`
  ON `identity_users` (`tenant_id`, `created_at`, `id`, `is_named`);
DROP INDEX `identity_users_tenant_id_created_at_id_idx` ON `identity_users`;

-- Empty here: what keeps it on PostgreSQL are triggers, which most hosted servers of MySQL do not let their users make.
CREATE TABLE `identity_tallies` (
  `tenant_id` VARCHAR(36) NOT NULL,
  `period` VARCHAR(16) NOT NULL,
  `starts_at` DATETIME(3) NOT NULL,
  `shard` INTEGER NOT NULL,
  `users` INTEGER NOT NULL,
  PRIMARY KEY (`tenant_id`, `period`, `starts_at`, `shard`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
