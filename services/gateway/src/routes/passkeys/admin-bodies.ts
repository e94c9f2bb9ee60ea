import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  RelyingPartyConfig,
  RelyingPartyConfigSchema,
  RelyingPartyPolicy,
} from "@signet/proto/credential/v1/relying_party";
import { z } from "zod";
import { jsonBody } from "../../http/json-body.ts";
import { requiredText, text } from "../../http/rules.ts";

const word = <const T extends readonly [string, ...string[]]>(words: T) => z.enum(words).optional();
const verification = word(["required", "preferred", "discouraged"]);
const terms = {
  timeout: z.number().int().min(1).max(3_600_000).describe("Milliseconds."),
  user_verification: verification,
  attachment: word(["platform", "cross-platform"]),
  attestation_preference: word(["direct", "none", "indirect", "enterprise"]),
  resident_key_requirement: verification,
};

const config = z
  .object({
    cors: z.object({ allowed_origins: z.array(requiredText).min(1), allow_unsafe_wildcard: z.boolean() }),
    webauthn: z.object({
      relying_party: z.object({
        id: requiredText,
        display_name: requiredText,
        icon: text.optional(),
        origins: z.array(requiredText).min(1),
      }),
      ...terms,
    }),
    mfa: z.object(terms).optional(),
  })
  .meta({ id: "PasskeyTenantConfig" });

type ConfigBody = z.output<typeof config>;

/** PUT /tenants/{tenant_id}/config (authentication-api.md section 2.10). */
export const configBody = jsonBody(config);

/** POST /tenants. */
export const tenantBody = jsonBody(
  z.object({ display_name: requiredText.max(255), config, create_api_key: z.boolean().optional() }),
);

/** PUT /tenants/{tenant_id}. */
export const displayNameBody = jsonBody(z.object({ display_name: requiredText.max(255) }));

/** POST of a secret. */
export const secretBody = jsonBody(z.object({ name: requiredText.max(100) }));

/** The configuration as a message. */
export function configOf({ cors, webauthn, mfa }: ConfigBody): MessageInitShape<typeof RelyingPartyConfigSchema> {
  const { relying_party: party } = webauthn;
  return {
    ...{ rpId: party.id, rpName: party.display_name, icon: party.icon ?? "", origins: party.origins },
    ...{ corsOrigins: cors.allowed_origins, corsUnsafeWildcard: cors.allow_unsafe_wildcard },
    passkey: policyOf(webauthn),
    ...(mfa && { mfa: policyOf(mfa) }),
  };
}

function policyOf(given: z.output<z.ZodObject<typeof terms>>) {
  return {
    timeoutMs: given.timeout,
    userVerification: given.user_verification ?? "",
    attachment: given.attachment ?? "",
    attestation: given.attestation_preference ?? "",
    residentKey: given.resident_key_requirement ?? "",
  };
}

/** The configuration as JSON, with the names that it was given with. */
export function configJson(given: RelyingPartyConfig) {
  const { rpId, rpName, icon, origins, corsOrigins, corsUnsafeWildcard, passkey, mfa } = given;
  const relyingParty = { id: rpId, display_name: rpName, ...(icon !== "" && { icon }), origins };
  return {
    cors: { allowed_origins: corsOrigins, allow_unsafe_wildcard: corsUnsafeWildcard },
    webauthn: { relying_party: relyingParty, ...policyJson(passkey) },
    mfa: policyJson(mfa),
  };
}

function policyJson(policy: RelyingPartyPolicy | undefined) {
  return {
    timeout: policy?.timeoutMs,
    user_verification: policy?.userVerification,
    attachment: policy?.attachment || undefined,
    attestation_preference: policy?.attestation,
    resident_key_requirement: policy?.residentKey,
  };
}

/** The same, described. */
export const configSchema = config;
