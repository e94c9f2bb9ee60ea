import type { Fault } from "../fault.ts";
import type { Parsed } from "../schema.ts";
import { blank, broken, type Rule } from "./rule.ts";

type ThirdParty = Parsed["third_party"];
type Saml = Parsed["saml"];

/** Rules of sign-in through others. They hold only for what is switched on. */
export function federationChecks({ third_party, saml, multi_tenancy }: Parsed): readonly Fault[] {
  return broken([
    ...redirectRules(third_party),
    ...Object.entries(third_party.providers).flatMap(([name, provider]) => providerRules(name, provider)),
    ...Object.entries(third_party.custom_providers).flatMap(([id, provider]) => customProviderRules(id, provider)),
    ...(saml.enabled ? samlRules(saml, multi_tenancy.enabled) : []),
  ]);
}

function redirectRules(settings: ThirdParty): readonly Rule[] {
  const providers = [...Object.values(settings.providers), ...Object.values(settings.custom_providers)];
  if (!providers.some(({ enabled }) => enabled)) return [];

  const { redirect_url, error_redirect_url, default_redirect_url, allowed_redirect_urls } = settings;
  const slash = (path: string, url: string): Rule => [
    url.endsWith("/"),
    `third_party.${path}`,
    `redirect url ${url} must not have trailing slash`,
  ];
  return [
    [blank(redirect_url), "third_party.redirect_url", "redirect_url must be set"],
    [blank(error_redirect_url), "third_party.error_redirect_url", "error_redirect_url must be set"],
    [
      allowed_redirect_urls.length === 0,
      "third_party.allowed_redirect_urls",
      "at least one allowed redirect url must be set",
    ],
    ...allowed_redirect_urls.map((url, index) => slash(`allowed_redirect_urls[${index}]`, url)),
    slash("error_redirect_url", error_redirect_url),
    slash("default_redirect_url", default_redirect_url),
  ];
}

function providerRules(name: string, provider: ThirdParty["providers"]["google"]): readonly Rule[] {
  const path = `third_party.providers.${name}`;
  return [
    [provider.enabled && blank(provider.client_id), `${path}.client_id`, `${name}: missing client ID`],
    [provider.enabled && blank(provider.secret), `${path}.secret`, `${name}: missing client secret`],
  ];
}

function customProviderRules(id: string, provider: ThirdParty["custom_providers"][string]): readonly Rule[] {
  if (!provider.enabled) return [];
  const path = `third_party.custom_providers.${id}`;
  const { use_discovery, authorization_endpoint, token_endpoint, userinfo_endpoint } = provider;
  return [
    [blank(provider.display_name), `${path}.display_name`, "missing display_name"],
    [blank(provider.client_id), `${path}.client_id`, "missing client_id"],
    [blank(provider.secret), `${path}.secret`, "missing client secret"],
    [provider.scopes.length === 0, `${path}.scopes`, "missing scopes"],
    [use_discovery && blank(provider.issuer), `${path}.issuer`, "issuer must be set when use_discovery is set to true"],
    [
      !use_discovery && [authorization_endpoint, token_endpoint, userinfo_endpoint].some(blank),
      path,
      "authorization_endpoint, token_endpoint and userinfo_endpoint must be set when use_discovery is set to false or unset",
    ],
  ];
}

function samlRules(saml: Saml, manyTenants: boolean): readonly Rule[] {
  const domains = saml.identity_providers.filter(({ enabled }) => enabled).map(({ domain }) => domain);
  return [
    [blank(saml.endpoint_url), "saml.endpoint_url", "endpoint_url must be set"],
    [blank(saml.audience_uri), "saml.audience_uri", "audience_uri must be set"],
    notUrl("saml.endpoint_url", saml.endpoint_url),
    notUrl("saml.default_redirect_url", saml.default_redirect_url),
    [
      !manyTenants && saml.identity_providers.length === 0,
      "saml.identity_providers",
      "at least one SAML provider is needed",
    ],
    ...saml.identity_providers.flatMap((provider, index) => identityProviderRules(provider, index, domains)),
  ];
}

function identityProviderRules(
  { enabled, domain, name, metadata_url }: Saml["identity_providers"][number],
  index: number,
  domains: readonly string[],
): readonly Rule[] {
  if (!enabled) return [];
  const path = `saml.identity_providers[${index}]`;
  const times = domains.filter((other) => other === domain).length;
  return [
    [blank(domain), `${path}.domain`, "domain must be set"],
    [blank(name), `${path}.name`, "name must be set"],
    [!blank(domain) && !isMailDomain(domain), `${path}.domain`, `'${domain}' is not a valid domain`],
    [blank(metadata_url), `${path}.metadata_url`, "identity provider metadata url must be set"],
    notUrl(`${path}.metadata_url`, metadata_url),
    [
      times > 1 && !blank(domain),
      `${path}.domain`,
      `provider domains must be unique, found domain ${domain} configured ${times} times`,
    ],
  ];
}

function notUrl(path: string, url: string): Rule {
  return [!blank(url) && !URL.canParse(url), path, `'${url}' is not a valid url`];
}

function isMailDomain(text: string): boolean {
  return /^(?!-)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.?$/u.test(text);
}
