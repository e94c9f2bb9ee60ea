import { type Config, type TenantSettings, tenantSchema } from "./schema.ts";

/** The part of the configuration that a tenant decides. */
export function tenantSettings(config: Config): TenantSettings {
  const names = new Set<string>(Object.keys(tenantSchema.shape));
  const sections = Object.entries(config).filter(([name]) => names.has(name));
  // Every section of the schema is in a Config by its type; entries lose that.
  return Object.fromEntries(sections) as TenantSettings;
}
