import type { PoolConfig } from "mariadb";

/**
 * What a database URL says, as the driver wants it. (The driver's own reader of URLs quotes them whole, with the
 * password, when it fails.) Parameters of the URL are settings of the driver and come before our defaults.
 */
export function driverConfig(url: string, defaults: PoolConfig): PoolConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const database = decodeURIComponent(pathname.slice(1));
  return {
    timezone: "Z", // times are kept in UTC
    ...defaults,
    ...Object.fromEntries([...searchParams].map(([key, value]) => [key, typed(value)])),
    host: decodeURIComponent(hostname).replace(/^\[(.*)\]$/, "$1") || "localhost",
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    ...(database ? { database } : {}),
  };
}

function typed(value: string): string | number | boolean {
  if (value === "true" || value === "false") return value === "true";
  return /^\d+$/.test(value) ? Number(value) : value;
}
