import { configFrom } from "../load.ts";
import { isTree } from "../paths.ts";
import type { TenantSettings } from "../schema.ts";
import { tenantSettings } from "../tenant-settings.ts";

/** The same shape with every key optional. Lists are replaced as a whole. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** The default settings of a tenant with some of them replaced, as typed values: durations in milliseconds. */
export function testSettings(overrides: DeepPartial<TenantSettings> = {}): TenantSettings {
  const { config } = configFrom({ tree: {} }, { env: {}, ownSecrets: false });
  // The overrides have the settings' own shape by their type, so the result has it too.
  return overlay(tenantSettings(config), overrides) as TenantSettings;
}

function overlay(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isTree(base) || !isTree(over)) return over;
  const names = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...names].map((name) => [name, overlay(base[name], over[name])]));
}
