import { describe, expect, test } from "vitest";
import { describeKeys, type KeyRow } from "./describe.ts";
import { oldKeys } from "./old-keys.ts";
import { valueAt } from "./paths.ts";
import { faultsOf, loadText } from "./test/load-text.ts";

/** Satisfies what a key asks of its neighbours, so that each can be set alone. */
const neighbours = `
flow_locker: { redis_config: { address: "r:1" } }
rate_limiter: { redis_config: { address: "r:1" } }
rpc: { tls: { cert_file: c, key_file: k, ca_file: a } }
server: { ip: { trusted_proxies: 192.0.2.0/24 } }
secrets: { key_management: { key_id: i, region: r } }
third_party:
  redirect_url: https://a.example/thirdparty/callback
  error_redirect_url: https://a.example/error
  allowed_redirect_urls: https://a.example
  providers:
${["apple", "discord", "facebook", "github", "google", "linkedin", "microsoft"]
  .map((name) => `    ${name}: { client_id: i, secret: s }`)
  .join("\n")}
saml:
  endpoint_url: https://a.example
  audience_uri: https://a.example
  identity_providers: { name: n }
`;

/** A value other than the default as a variable holds it, and as it arrives. */
function sample({ key, type, default: byDefault, choices, min = 0 }: KeyRow): readonly [string, unknown] {
  const special = specialSamples[key];
  if (special) return special;
  const word = choices?.find((choice) => choice !== byDefault && choice !== "");
  if (word !== undefined) return [word, word];
  switch (type) {
    case "bool":
      return [String(!byDefault), !byDefault];
    case "whole number":
      return [String(min + 23), min + 23];
    case "duration":
      return ["7m", 420_000];
    case "port":
      return ["2525", 2525];
    case "address":
      return ["127.0.0.1:9999", { host: "127.0.0.1", port: 9999 }];
    case "list of text":
      return ["https://a.example,https://b.example", ["https://a.example", "https://b.example"]];
    default:
      return ["sample", "sample"];
  }
}

const hooks = '{"callback":"https://a.example","events":["user"]};{"callback":"https://b.example","events":[]}';
const secret = "0123456789abcdef0123456789abcdef";

const specialSamples: Readonly<Record<string, readonly [string, unknown]>> = {
  "bus.nats_url": ["nats://n:4222", "nats://n:4222"],
  "server.authentication.path_prefix": ["/hanko", "/hanko"],
  "rpc.internal_key": [secret, secret],
  secret_keys: [`${secret},b${secret}`, [secret, `b${secret}`]],
  "session.rotate_keys_after": ["96h", 345_600_000],
  "server.ip.trusted_proxies": ["10.0.0.0/8,fd00::/8", ["10.0.0.0/8", "fd00::/8"]],
  "webhooks.hooks": [hooks, hooks.split(";").map((hook): unknown => JSON.parse(hook))],
  workers: ["3", 3],
  ...Object.fromEntries(
    ["flow", "identity", "credential", "token", "notification", "webhook", "audit"].map((unit) => [
      `units.${unit}.url`,
      [`http://${unit}:8003`, `http://${unit}:8003`],
    ]),
  ),
};

const rows = describeKeys().filter(({ env }) => env !== undefined);
const connection = new Set(
  ["url", "database", "user", "password", "host", "port", "dialect"].map((key) => `database.${key}`),
);

describe("every variable sets its key", () => {
  test.each(rows.filter(({ key }) => !connection.has(key)).map((row) => [row.env ?? "", row] as const))(
    "%s",
    (env, row) => {
      const [text, value] = sample(row);
      const { config } = loadText(neighbours, { env: { [env]: text } });
      expect(valueAt(config, row.key.split("."))).toEqual(value);
    },
  );

  test("every key outside of lists and maps has one, except the claims and what they hold", () => {
    const without = describeKeys().filter(({ key, env }) => env === undefined && !/\[\]|<id>/.test(key));
    expect(without.map(({ key }) => key)).toEqual([
      "saml.identity_providers",
      "session.jwt_template.claims",
      "third_party.custom_providers",
    ]);
  });

  test("no two keys share one", () => {
    const names = [...rows, ...oldKeys].flatMap(({ env }) => env ?? []);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("the connection", () => {
  test.each([
    [{ DATABASE_URL: "postgres://a:b@c/d" }, "postgres://a:b@c/d"],
    [{ DATABASE_URL: "mysql://a:b@c/d", DATABASE_HOST: "other" }, "mysql://a:b@c/d"],
    [{ DATABASE_HOST: "db" }, "postgres://hanko:hanko@db:5432/hanko"],
    [{ DATABASE_DATABASE: "x/y" }, "postgres://hanko:hanko@localhost:5432/x%2Fy"],
    [{ DATABASE_USER: "a@b" }, "postgres://a%40b:hanko@localhost:5432/hanko"],
    [{ DATABASE_PASSWORD: "p:w@" }, "postgres://hanko:p%3Aw%40@localhost:5432/hanko"],
    [{ DATABASE_PASSWORD: "" }, "postgres://hanko@localhost:5432/hanko"],
    [{ DATABASE_PORT: "5433" }, "postgres://hanko:hanko@localhost:5433/hanko"],
    [{ DATABASE_DIALECT: "mariadb" }, "mariadb://hanko:hanko@localhost:5432/hanko"],
    [{ DATABASE_HOST: "::1" }, "postgres://hanko:hanko@[::1]:5432/hanko"],
  ])("%j is %s", (env, url) => {
    expect(loadText("", { env }).config.database).toMatchObject({ kind: "url", url });
  });

  test("keys that say nothing about the server leave the embedded database", () => {
    const env = { DATABASE_URL: "", DATABASE_POOL: "9", DATABASE_EMBEDDED_DIR: "/data" };
    expect(loadText("", { env }).config.database).toMatchObject({ kind: "embedded", pool: 9, embedded_dir: "/data" });
  });
});

describe("a variable that is set but empty", () => {
  test("makes texts and lists empty", () => {
    const { config } = loadText("session: { issuer: a }", {
      env: { SESSION_ISSUER: "", CORS_ALLOW_ORIGINS: "", WEBHOOKS_HOOKS: "" },
    });
    expect([config.session.issuer, config.cors.allow_origins, config.webhooks.hooks]).toEqual(["", [], []]);
  });

  test.each(["EMAIL_ENABLED", "EMAIL_LIMIT", "MFA_DEVICETRUSTDURATION"])("%s is a fault", (name) => {
    expect(faultsOf("", { env: { [name]: "" } })).toEqual([expect.stringContaining("is set but empty")]);
  });
});

test.each(["{", "[]", '{"callback":"https://a.example"};x', '"a"'])("WEBHOOKS_HOOKS=%s is refused", (text) => {
  expect(faultsOf("", { env: { WEBHOOKS_HOOKS: text } })).toEqual([expect.stringContaining("invalid map json")]);
});

test("elements of a list are not trimmed, as ever", () => {
  expect(loadText("", { env: { SESSION_AUDIENCE: "a, b" } }).config.session.audience).toEqual(["a", " b"]);
});
