import { readdirSync, readFileSync } from "node:fs";

/** The settings of a server, in the configuration's own keys. */
export type Settings = Readonly<Record<string, unknown>>;

/** The settings of a world, or those under which people are made: `seed`. */
export function settingsOf(world: string): Settings {
  // The files lie beside this one and have this form.
  const { settings } = JSON.parse(readFileSync(new URL(`worlds/${world}.json`, import.meta.url), "utf8")) as {
    settings: Settings;
  };
  return settings;
}

/** The names of all worlds. */
export function recordedWorlds(): readonly string[] {
  return readdirSync(new URL("corpus/", import.meta.url))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}
