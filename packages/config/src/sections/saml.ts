import { z } from "zod";
import { globFault } from "../glob.ts";
import { bool, listOf, text, texts } from "../keys.ts";

/** Names of the attributes that an identity provider sends, by what they mean to us. */
const attributeMap = z.object({
  name: attribute("full name"),
  family_name: attribute("family name"),
  given_name: attribute("given name"),
  middle_name: attribute("middle name"),
  nickname: attribute("nickname"),
  preferred_username: attribute("preferred username"),
  profile: attribute("profile page"),
  picture: attribute("picture"),
  website: attribute("website"),
  gender: attribute("gender"),
  birthdate: attribute("date of birth"),
  zone_info: attribute("time zone"),
  locale: attribute("locale"),
  updated_at: attribute("time of the last change"),
  email: attribute("e-mail address"),
  email_verified: attribute("mark of a verified e-mail address"),
  phone: attribute("phone number"),
  phone_verified: attribute("mark of a verified phone number"),
});

const identityProvider = z.object({
  enabled: bool(false, { about: "Activates this identity provider." }),
  name: text("", { about: "Its display name." }),
  domain: text("", { about: "The e-mail domain that selects it, unique among enabled ones." }),
  metadata_url: text("", { about: "Where its metadata is fetched." }),
  skip_email_verification: bool(false, { about: "Ignores what it says about verified addresses." }),
  attribute_map: attributeMap,
});

/** Sign-in through SAML identity providers. */
export const saml = z.object({
  enabled: bool(false, { env: "SAML_ENABLED", about: "Switches SAML on." }),
  endpoint_url: text("", {
    env: "SAML_ENDPOINT",
    about: "The public base URL of the SAML routes, published in the metadata; required when enabled.",
    normalise: (url) => url.replace(/\/$/, ""),
  }),
  audience_uri: text("", {
    env: "SAML_AUDIENCEURI",
    about: "The audience that assertions must name; required when enabled.",
  }),
  default_redirect_url: text("", {
    env: "SAML_DEFAULTREDIRECTURL",
    about: "Where the browser goes after an error or without another target; always allowed.",
    allowed: "URL or glob",
    check: globFault,
  }),
  allowed_redirect_urls: texts([], {
    env: "SAML_ALLOWED_REDIRECT_URLS",
    about: "Where the browser may go after sign-in.",
    allowed: "globs: `*` stays within a part between `.` or `/`, `**` does not",
    check: globFault,
  }),
  options: z.object({
    sign_authn_requests: bool(false, {
      env: "SAML_OPTIONS_SIGNAUTHNREQUESTS",
      about: "Signs authentication requests.",
    }),
    force_login: bool(false, {
      env: "SAML_OPTIONS_FORCELOGIN",
      about: "Asks the identity provider to authenticate again.",
    }),
    validate_encryption_cert: bool(false, {
      env: "SAML_OPTIONS_VALIDATEENCRYPTIONCERTIFICATE",
      about: "Checks the validity of the encryption certificate.",
    }),
    skip_signature_validation: bool(false, {
      env: "SAML_OPTIONS_SKIPSIGNATUREVALIDATION",
      about: "Does not check the signature of responses; never use it outside a laboratory.",
    }),
    allow_missing_attributes: bool(false, {
      env: "SAML_OPTIONS_ALLOWMISSINGATTRIBUTES",
      about: "Tolerates attributes that were announced but not sent.",
    }),
  }),
  identity_providers: listOf(identityProvider, {
    about: "The identity providers; at least one when enabled.",
  }),
});

function attribute(what: string) {
  return text("", { about: `Name of the attribute that holds the ${what}.` });
}
