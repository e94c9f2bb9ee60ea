import type { Config } from "./schema.ts";

/** A feature that can be configured and is not there yet. */
export interface Absent {
  readonly keys: string;
  /** Whether this configuration asks for it. */
  readonly asked: (config: Config) => boolean;
  /** What happens instead. */
  readonly instead: string;
}

/** Every such feature; a line goes when its feature comes. */
export const notActedOn: readonly Absent[] = [
  {
    keys: "third_party",
    asked: ({ third_party }) =>
      [...Object.values(third_party.providers), ...Object.values(third_party.custom_providers)].some((p) => p.enabled),
    instead: "sign-in through providers is not available yet",
  },
  { keys: "saml.enabled", asked: ({ saml }) => saml.enabled, instead: "SAML is not available yet" },
  {
    keys: "multi_tenancy.enabled",
    asked: ({ multi_tenancy }) => multi_tenancy.enabled,
    instead: "there is one tenant only, with the settings of the file",
  },
  {
    keys: "secrets.key_management.type",
    asked: ({ secrets }) => secrets.key_management.type === "aws_kms",
    instead: "AWS KMS is not available yet; signing keys are kept in the database, encrypted",
  },
  {
    keys: "default_email_delivery.enabled",
    asked: ({ default_email_delivery }) => default_email_delivery.enabled,
    instead: "there are no tenants to fall back for; email_delivery is used",
  },
  {
    keys: "webhooks.allow_time_expiration",
    asked: ({ webhooks }) => webhooks.allow_time_expiration,
    instead: "hooks of the database do not expire yet",
  },
  {
    keys: "database.idle_pool",
    asked: ({ database }) => database.idle_pool > 0,
    instead: "idle connections are kept up to database.pool, for database.conn_max_idletime",
  },
  {
    keys: "webauthn.relying_party.icon",
    asked: ({ webauthn }) => webauthn.relying_party.icon !== "",
    instead: "browsers show no icon of a relying party any more",
  },
];

/** One line for each feature that this configuration asks for and does not get. */
export function absences(config: Config): readonly string[] {
  return notActedOn.filter(({ asked }) => asked(config)).map(({ keys, instead }) => `${keys}: ${instead}`);
}

/** Whether a key belongs to such a feature: with its switch goes everything beside it. */
export function isNotActedOn(key: string): boolean {
  return notActedOn.some(({ keys }) => {
    const feature = keys.replace(/\.(enabled|type)$/, "");
    return key === feature || key.startsWith(`${feature}.`);
  });
}
