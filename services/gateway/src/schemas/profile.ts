import { z } from "zod";
import { id, metadata, moment } from "./scalars.ts";
import { username, webauthnCredential } from "./user.ts";

const identity = z
  .object({ id: z.string().describe("The user's id at the provider."), provider: z.string(), identity_id: id })
  .meta({ id: "ProfileIdentity" });

/** An address as its owner sees it (public-rest.md 12.2). */
export const email = z
  .object({
    id,
    address: z.string().meta({ format: "email" }),
    is_verified: z.boolean(),
    is_primary: z.boolean(),
    identity: identity.optional(),
    identities: z.array(identity).optional(),
  })
  .meta({ id: "ProfileEmail" });

/** A user as they see themselves (flow-api.md 16.1). */
export const profile = z
  .object({
    id,
    user_id: id,
    passkeys: z.array(webauthnCredential).optional(),
    security_keys: z.array(webauthnCredential).optional(),
    mfa_config: z.object({
      auth_app_set_up: z.boolean(),
      totp_enabled: z.boolean(),
      security_keys_enabled: z.boolean(),
    }),
    emails: z.array(email).optional(),
    username: username.optional(),
    created_at: moment,
    updated_at: moment,
    metadata: z.object({ public_metadata: metadata.optional(), unsafe_metadata: metadata.optional() }).optional(),
    identities: z.array(identity).optional(),
    name: z.string().optional(),
    given_name: z.string().optional(),
    family_name: z.string().optional(),
    picture: z.string().optional(),
  })
  .meta({ id: "Profile" });
