DROP TABLE `identity_tallies`;
CREATE INDEX `identity_users_tenant_id_created_at_id_idx` ON `identity_users` (`tenant_id`, `created_at`, `id`);
DROP INDEX `identity_users_tenant_id_created_at_id_is_named_idx` ON `identity_users`;
ALTER TABLE `identity_users` DROP COLUMN `is_named`;
