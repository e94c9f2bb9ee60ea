import { z } from "zod";
import { globFault } from "../glob.ts";
import { bool, mapOf, text, textMap, texts } from "../keys.ts";

const prompt = "e.g. `login`, `none`, `consent`, `select_account`";

const customProvider = z.object({
  enabled: bool(false, { about: "Activates this provider." }),
  display_name: text("", { about: "Its name on the button; required when enabled." }),
  client_id: text("", { about: "OAuth client id; required when enabled." }),
  secret: text("", { about: "OAuth client secret; required when enabled.", secret: true }),
  scopes: texts([], { about: "Scopes to ask for; at least one when enabled." }),
  use_discovery: bool(false, { about: "Reads the endpoints from the issuer's discovery document." }),
  issuer: text("", { about: "OpenID Connect issuer; required with discovery." }),
  authorization_endpoint: text("", { about: "Authorisation URL; required without discovery." }),
  token_endpoint: text("", { about: "Token URL; required without discovery." }),
  userinfo_endpoint: text("", { about: "Userinfo URL; required without discovery." }),
  allow_linking: bool(false, { about: "Links to an existing account with the same address." }),
  attribute_mapping: textMap({ about: "Renames the provider's claims: our claim, then theirs." }),
  acr_values: texts([], { about: "The `acr_values` of the authorisation request." }),
  prompt: text("", { about: "The OAuth `prompt` parameter.", allowed: prompt }),
});

/** Sign-in through OAuth and OpenID Connect providers. */
export const thirdParty = z.object({
  redirect_url: text("", {
    env: "THIRD_PARTY_REDIRECT_URL",
    about: "The callback that is registered at providers, `<public base>/thirdparty/callback`.",
    allowed: "required if any provider is enabled",
  }),
  error_redirect_url: text("", {
    env: "THIRD_PARTY_ERROR_REDIRECT_URL",
    about: "Where the browser goes on failure; always allowed.",
    allowed: "required if any provider is enabled; no trailing `/`",
    check: globFault,
  }),
  default_redirect_url: text("", {
    env: "THIRD_PARTY_DEFAULT_REDIRECT_URL",
    about: "Where the browser goes on success without another target.",
    allowed: "no trailing `/`",
  }),
  allowed_redirect_urls: texts([], {
    env: "THIRD_PARTY_ALLOWED_REDIRECT_URLS",
    about: "Where the browser may go on success; at least one if any provider is enabled.",
    allowed: "globs: `*` stays within a part between `.` or `/`, `**` does not; no trailing `/`",
    check: globFault,
  }),
  providers: z.object({
    apple: provider("Apple"),
    discord: provider("Discord"),
    facebook: provider("Facebook"),
    github: provider("GitHub"),
    google: provider("Google"),
    linkedin: provider("LinkedIn"),
    microsoft: provider("Microsoft"),
  }),
  custom_providers: mapOf(customProvider, {
    about: "Further providers by id; the id counts in lower case and is `custom_<id>` on the wire.",
  }),
});

function provider(name: string) {
  const env = `THIRD_PARTY_PROVIDERS_${name.toUpperCase()}`;
  return z.object({
    enabled: bool(false, { env: `${env}_ENABLED`, about: `Switches ${name} on.` }),
    client_id: text("", { env: `${env}_CLIENT_ID`, about: "OAuth client id; required when enabled." }),
    secret: text("", { env: `${env}_SECRET`, about: "OAuth client secret; required when enabled.", secret: true }),
    allow_linking: bool(true, {
      env: `${env}_ALLOW_LINKING`,
      about: "Links to an existing account with the same address.",
    }),
    prompt: text("", { env: `${env}_PROMPT`, about: "The OAuth `prompt` parameter.", allowed: prompt }),
  });
}
