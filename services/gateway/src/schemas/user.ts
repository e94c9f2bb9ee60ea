import { z } from "zod";
import { id, metadata, moment } from "./scalars.ts";

/** A passkey or security key (public-rest.md 12.3). */
export const webauthnCredential = z
  .object({
    id: z.string().describe("The credential id, base64url."),
    name: z.string().optional(),
    public_key: z.string().describe("A COSE_Key, base64url."),
    attestation_type: z.string(),
    aaguid: id.describe("The model of the authenticator."),
    last_used_at: moment.optional(),
    created_at: moment,
    transports: z.array(z.string()),
    backup_eligible: z.boolean(),
    backup_state: z.boolean(),
    mfa_only: z.boolean().describe("A security key: good as a second factor only."),
  })
  .meta({ id: "WebauthnCredential" });

/** The name that a user signs in with. */
export const username = z
  .object({ id, username: z.string(), created_at: moment, updated_at: moment })
  .meta({ id: "Username" });

/** An address as operators see it (admin-rest.md 3.2). */
export const adminEmail = z
  .object({
    id,
    address: z.string().meta({ format: "email" }),
    is_verified: z.boolean(),
    is_primary: z.boolean(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "Email" });

/** That somebody has a password. */
export const password = z
  .object({ id, created_at: moment, updated_at: moment, tenant_id: id })
  .meta({ id: "Password" });

/** That somebody has an authenticator app. */
export const otp = z.object({ id, created_at: moment }).meta({ id: "Otp" });

/** The three kinds of metadata; the empty ones are absent (admin-rest.md 10). */
export const userMetadata = z
  .object({
    public_metadata: metadata.optional().describe("The user may read it."),
    private_metadata: metadata.optional().describe("Only operators see it."),
    unsafe_metadata: metadata.optional().describe("The user may read and write it."),
  })
  .meta({ id: "Metadata" });

const identity = z
  .object({
    id,
    provider_id: z.string().describe("The user's id at the provider."),
    provider_name: z.string().describe("The provider, such as `google`."),
    email_id: id,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "Identity" });

/** A user as operators see them (admin-rest.md 3.1). What a user does not have is absent. */
export const adminUser = z
  .object({
    id,
    webauthn_credentials: z.array(webauthnCredential).optional(),
    emails: z.array(adminEmail).optional(),
    username: username.optional(),
    created_at: moment,
    updated_at: moment,
    password: password.optional(),
    identities: z.array(identity).optional(),
    otp: otp.optional(),
    metadata: userMetadata.optional(),
    name: z.string().optional(),
    given_name: z.string().optional(),
    family_name: z.string().optional(),
    picture: z.string().optional(),
  })
  .meta({ id: "User" });
