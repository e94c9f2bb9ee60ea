import { z } from "zod";
import type { DatabaseSettings } from "./connection.ts";
import { account } from "./sections/account.ts";
import { auditLog } from "./sections/audit-log.ts";
import { cors } from "./sections/cors.ts";
import { database } from "./sections/database.ts";
import { email } from "./sections/email.ts";
import { defaultEmailDelivery, emailDelivery } from "./sections/email-delivery.ts";
import { flowLocker } from "./sections/flow-locker.ts";
import { log } from "./sections/log.ts";
import { mfa } from "./sections/mfa.ts";
import { multiTenancy } from "./sections/multi-tenancy.ts";
import { passkey } from "./sections/passkey.ts";
import { password } from "./sections/password.ts";
import { privacy } from "./sections/privacy.ts";
import { bus, debug, development, rpc, units, workers } from "./sections/process.ts";
import { rateLimiter } from "./sections/rate-limiter.ts";
import { saml } from "./sections/saml.ts";
import { secretKeys, secrets } from "./sections/secrets.ts";
import { securityNotifications } from "./sections/security-notifications.ts";
import { server } from "./sections/server.ts";
import { service } from "./sections/service.ts";
import { session } from "./sections/session.ts";
import { thirdParty } from "./sections/third-party.ts";
import { username } from "./sections/username.ts";
import { webauthn } from "./sections/webauthn.ts";
import { webhooks } from "./sections/webhooks.ts";

/** Sections that hold for the whole process. */
export const applicationSchema = z.object({
  audit_log: auditLog,
  bus,
  database,
  debug,
  default_email_delivery: defaultEmailDelivery,
  development,
  flow_locker: flowLocker,
  log,
  multi_tenancy: multiTenancy,
  rate_limiter: rateLimiter,
  rpc,
  secret_keys: secretKeys,
  server,
  units,
  workers,
});

/** Sections that each tenant has for itself. */
export const tenantSchema = z.object({
  account,
  cors,
  email,
  email_delivery: emailDelivery,
  mfa,
  passkey,
  password,
  privacy,
  saml,
  secrets,
  security_notifications: securityNotifications,
  service,
  session,
  third_party: thirdParty,
  username,
  webauthn,
  webhooks,
});

/** Every key there is. */
export const schema = z.object({ ...applicationSchema.shape, ...tenantSchema.shape });

/** The configuration as the schema reads it, before anything is derived. */
export type Parsed = z.infer<typeof schema>;

/** The same, all the way down, and nothing of it to be changed. */
export type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** What holds for the whole process. */
export type ApplicationSettings = DeepReadonly<
  Omit<z.infer<typeof applicationSchema>, "database"> & { database: DatabaseSettings }
>;

/** What a tenant decides: who may sign in, how, and what it looks like. Keys are the file's; durations are milliseconds. */
export type TenantSettings = DeepReadonly<z.infer<typeof tenantSchema>>;

/** The whole configuration, read once and checked. */
export type Config = ApplicationSettings & TenantSettings;
