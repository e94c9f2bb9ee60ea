import type { TenantSettings } from "@signet/config";
import type { DeepPartial } from "@signet/config/test";
import type { Random } from "./random.ts";

/** Some mixture of all the switches that conversations obey. */
export function someSettings(random: Random): DeepPartial<TenantSettings> {
  const mostly = () => !random.oneIn(5);
  const even = () => random.oneIn(2);
  const acquisition = () => random.pick(["always", "conditional", "never"] as const);
  return {
    account: { allow_signup: mostly(), allow_deletion: even() },
    email: {
      enabled: mostly(),
      optional: even(),
      acquire_on_registration: mostly(),
      acquire_on_login: even(),
      require_verification: even(),
      use_as_login_identifier: mostly(),
      use_for_authentication: mostly(),
      limit: random.pick([1, 2, 5]),
    },
    username: {
      enabled: even(),
      optional: even(),
      acquire_on_registration: mostly(),
      acquire_on_login: even(),
      use_as_login_identifier: mostly(),
    },
    password: {
      enabled: mostly(),
      optional: even(),
      acquire_on_registration: acquisition(),
      acquire_on_login: acquisition(),
      recovery: mostly(),
    },
    passkey: {
      enabled: mostly(),
      optional: even(),
      acquire_on_registration: acquisition(),
      acquire_on_login: acquisition(),
      limit: random.pick([1, 2, 10]),
    },
    mfa: {
      enabled: mostly(),
      optional: even(),
      acquire_on_registration: even(),
      acquire_on_login: even(),
      totp: { enabled: mostly() },
      security_keys: {
        enabled: mostly(),
        limit: random.pick([1, 10]),
        authenticator_attachment: random.pick(["platform", "cross-platform", "no_preference"] as const),
      },
      device_trust_policy: random.pick(["always", "prompt", "never"] as const),
      recovery_codes: { enabled: even() },
    },
    privacy: { show_account_existence_hints: even(), only_show_actual_login_methods: even() },
    session: {
      allow_revocation: even(),
      show_on_profile: even(),
      limit: random.pick([1, 5]),
      cookie: { retention: random.pick(["persistent", "session", "prompt"] as const) },
    },
  };
}
