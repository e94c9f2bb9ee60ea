import { expect, test } from "vitest";
import { redact } from "./redact.ts";
import { loadText } from "./test/load-text.ts";

const secrets = `
database: { url: "postgres://u:hunter2@h/d" }
secret_keys: [hunter2-hunter2-hunter2]
secrets: { keys: [hunter2-hunter2-hunter2] }
email_delivery: { smtp: { user: visible, password: hunter2 } }
default_email_delivery: { smtp: { password: hunter2 } }
flow_locker: { redis_config: { password: hunter2 } }
rate_limiter: { redis_config: { password: hunter2 } }
rpc: { internal_key: hunter2-hunter2-hunter2-hunter2-hunter2 }
bus: { nats_url: "nats://u:hunter2@n:4222" }
third_party: { providers: { google: { secret: hunter2 } }, custom_providers: { k: { secret: hunter2 } } }
webhooks: { hooks: [{ callback: "https://u:hunter2@a.example/hook" }] }
`;

test("a dump shows no secret, and everything else", () => {
  const { config } = loadText(secrets);
  const shown = redact(config);

  expect(JSON.stringify(shown)).not.toContain("hunter2");
  expect(shown.secret_keys).toEqual(["<redacted>"]);
  expect(shown.email_delivery.smtp).toMatchObject({ user: "visible", password: "<redacted>" });
  expect(shown.bus.nats_url).toBe("nats://<redacted>@n:4222");
  expect(shown.session).toEqual(config.session);
});

test("a secret that is not set is shown as not set", () => {
  expect(redact(loadText("").config).rpc.internal_key).toBe("");
});
