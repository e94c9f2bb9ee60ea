import type { Fault } from "../fault.ts";
import type { Parsed } from "../schema.ts";
import { blank, broken, type Rule } from "./rule.ts";

/** Rules of the sections that hold for the whole process. */
export function applicationChecks(settings: Parsed): readonly Fault[] {
  const { server, rate_limiter, flow_locker } = settings;
  return broken([
    [
      server.ip.extractor !== "direct" && server.ip.trusted_proxies.length === 0,
      "server.ip.trusted_proxies",
      `must be configured when ip.extractor is "${server.ip.extractor}"; list the networks of your proxies`,
    ],
    ...redisRules("rate_limiter", rate_limiter),
    ...redisRules("flow_locker", flow_locker),
    ...databaseRules(settings.database),
    ...rpcRules(settings.rpc),
    [
      !/^(?:(?:nats|tls):\/\/[^\s,]+(?:,(?!$)|$))*$/.test(settings.bus.nats_url),
      "bus.nats_url",
      "must be nats://host:port or tls://host:port, several separated by commas",
    ],
    ...Object.entries(settings.units).map(
      ([unit, { url }]): Rule => [
        !blank(url) && !isHttp(url),
        `units.${unit}.url`,
        `must be a URL such as http://${unit}:8003`,
      ],
    ),
  ]);
}

function redisRules(
  section: string,
  { enabled, store, redis_config }: Parsed["flow_locker" | "rate_limiter"],
): readonly Rule[] {
  return [
    [
      enabled && store === "redis" && blank(redis_config.address),
      `${section}.redis_config.address`,
      "must be given when the store is redis: the address where Redis answers",
    ],
  ];
}

function databaseRules(database: Parsed["database"]): readonly Rule[] {
  const url = database.url.trim();
  const parts = ["database", "user", "host"] as const;
  if (url === "") {
    return [
      ...parts.map((part): Rule => [blank(database[part]), `database.${part}`, `${part} must not be empty`]),
      [database.port === 0, "database.port", "port must not be empty"],
    ];
  }
  const known = /^(?:postgres|postgresql|mysql|mariadb):\/\//.test(url) && URL.canParse(url);
  return [
    [!known, "database.url", "must be postgres://user:password@host:port/database, or the same with mysql or mariadb"],
  ];
}

function rpcRules({ internal_key, tls }: Parsed["rpc"]): readonly Rule[] {
  const files = [tls.cert_file, tls.key_file, tls.ca_file];
  const bytes = Buffer.byteLength(internal_key);
  return [
    [bytes > 0 && bytes < 32, "rpc.internal_key", `is too short: it has ${bytes} bytes but needs at least 32`],
    [
      files.some(blank) && !files.every(blank),
      "rpc.tls",
      "needs all of cert_file, key_file and ca_file, or none of them",
    ],
  ];
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
