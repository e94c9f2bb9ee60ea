import type { TenantSettings } from "@signet/config";
import type { FederatedIdentity } from "@signet/proto/identity/v1/user";

/** What people call a provider, and whether they can use it now. */
interface Provider {
  readonly name: string;
  readonly enabled: boolean;
}

const builtIn = {
  apple: "Apple",
  discord: "Discord",
  facebook: "Facebook",
  github: "GitHub",
  google: "Google",
  linkedin: "LinkedIn",
  microsoft: "Microsoft",
} satisfies Record<keyof TenantSettings["third_party"]["providers"], string>;

/** An account at another provider (public-rest.md 12.2, flow-api.md 16.6). */
export function identityJson(identity: FederatedIdentity, settings: TenantSettings) {
  const { name } = providerOf(identity.providerId, settings);
  return { id: identity.subject, provider: name, identity_id: identity.identityId };
}

/** What people call the built-in providers that are enabled. */
export function enabledProviders({ third_party }: TenantSettings): readonly string[] {
  return Object.entries(builtIn).flatMap(([id, name]) =>
    isBuiltIn(id) && third_party.providers[id].enabled ? [name] : [],
  );
}

/** Those of the identities whose provider is enabled. */
export function usable(identities: readonly FederatedIdentity[], settings: TenantSettings) {
  return identities.filter(({ providerId }) => providerOf(providerId, settings).enabled);
}

function providerOf(id: string, { third_party, saml }: TenantSettings): Provider {
  if (isBuiltIn(id)) return { name: builtIn[id], enabled: third_party.providers[id].enabled };

  const custom = id.startsWith("custom_") ? third_party.custom_providers[id.slice("custom_".length)] : undefined;
  if (custom) return { name: custom.display_name, enabled: custom.enabled };

  // A SAML provider is stored by its issuer, which the settings do not hold: as long as SAML is on, it counts as usable.
  return { name: id, enabled: saml.enabled };
}

function isBuiltIn(id: string): id is keyof typeof builtIn {
  return Object.hasOwn(builtIn, id);
}
