import type { Fault } from "../fault.ts";
import type { Parsed } from "../schema.ts";
import { webhookEvents } from "../webhook-events.ts";
import { blank, broken, type Rule } from "./rule.ts";

/** Rules of the sections that a tenant decides, federation aside. */
export function tenantChecks(settings: Parsed): readonly Fault[] {
  const { smtp, enabled: delivers } = settings.email_delivery;
  const { type: management, key_id, region } = settings.secrets.key_management;
  const { id, display_name, origins } = settings.webauthn.relying_party;
  const { allow_origins, unsafe_wildcard_origin_allowed } = settings.cors;
  return broken([
    [blank(display_name), "webauthn.relying_party.display_name", "must not be empty"],
    [
      !isDomain(id),
      "webauthn.relying_party.id",
      "must be a domain such as acme.example, without scheme, port and path",
    ],
    [origins.length === 0, "webauthn.relying_party.origins", "needs at least one origin, such as https://acme.example"],
    [delivers && blank(smtp.host), "email_delivery.smtp.host", "smtp host must not be empty"],
    [delivers && smtp.port === 0, "email_delivery.smtp.port", "smtp port must not be empty"],
    [
      management === "aws_kms" && blank(key_id),
      "secrets.key_management.key_id",
      "key_id is required when key_management.type is aws_kms",
    ],
    [
      management === "aws_kms" && blank(region),
      "secrets.key_management.region",
      "region is required when key_management.type is aws_kms",
    ],
    [blank(settings.service.name), "service.name", "field name must not be empty"],
    [
      allow_origins.includes("*") && !unsafe_wildcard_origin_allowed,
      "cors.allow_origins",
      "found wildcard '*' origin, if this is intentional set cors.unsafe_wildcard_origin_allowed to true",
    ],
    [
      settings.username.min_length > settings.username.max_length,
      "username.min_length",
      "must not be greater than username.max_length",
    ],
    ...(settings.webhooks.enabled ? settings.webhooks.hooks.flatMap(hookRules) : []),
  ]);
}

function hookRules({ callback, events }: Parsed["webhooks"]["hooks"][number], index: number): readonly Rule[] {
  const path = `webhooks.hooks[${index}]`;
  return [
    [
      !URL.canParse(callback) || !/^https?:$/.test(new URL(callback).protocol),
      `${path}.callback`,
      "callback is not a valid URL; write one such as https://acme.example/hook",
    ],
    ...events.map((event, at): Rule => {
      const known = webhookEvents.some((name) => name === event);
      return [!known, `${path}.events[${at}]`, `event '${event}' at events[${at}] is not a valid webhook event`];
    }),
  ];
}

/** A host name by its letters; `localhost` is one. */
function isDomain(text: string): boolean {
  return /^(?!-)[^\s/:@?#\\*]{1,253}$/.test(text) && URL.canParse(`https://${text}`);
}
