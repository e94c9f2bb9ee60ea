import { z } from "zod";

/** Null says nothing, as in the files of other programs. */
function optional<T extends z.ZodType>(type: T) {
  return type.nullish().transform((value) => value ?? undefined);
}

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, "must be a UUID");

/** An id that may be empty: then it is as good as absent. */
const id = z.union([uuid, z.literal("")], "must be a UUID").describe("A UUID; a fresh one when absent");

const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/, {
    error: "must be a time as in RFC 3339",
    abort: true,
  })
  .refine((text) => !Number.isNaN(Date.parse(text)), "must be a time that exists")
  .describe("RFC 3339");

const times = { created_at: optional(time), updated_at: optional(time) };

const email = z.object({
  id: optional(id),
  address: z.string(),
  is_primary: optional(z.boolean()).describe("Exactly one address of a user is the primary one"),
  is_verified: optional(z.boolean()).describe("Whether it was proven that the user reads what is sent there"),
  ...times,
});

const webauthnCredential = z.object({
  id: z.string().describe("Credential ID, base64url without padding"),
  name: optional(z.string()),
  public_key: z.string().describe("COSE_Key, base64url without padding"),
  attestation_type: z.string().describe("none, packed, apple, …"),
  aaguid: optional(uuid),
  sign_count: optional(z.int().min(0).max(0xff_ff_ff_ff)),
  last_used_at: optional(time),
  transports: optional(z.array(z.string())),
  backup_eligible: optional(z.boolean()),
  backup_state: optional(z.boolean()),
  mfa_only: optional(z.boolean()).describe("True: a security key; false: a passkey"),
  user_handle: optional(z.string()).describe("base64url; only where it was not the 16 bytes of the user id"),
  ...times,
});

const metadata = optional(z.record(z.string(), z.json()));

/** One user of a file: the format of the contract, and what an export of ours adds to it. */
export const entryFormat = z.object({
  user_id: optional(id),
  emails: optional(z.array(email)),
  username: optional(z.string()).describe("At least one of emails and username is needed"),
  username_details: optional(z.object({ id: optional(id), ...times })),
  name: optional(z.string()),
  given_name: optional(z.string()),
  family_name: optional(z.string()),
  picture: optional(z.string()),
  metadata: optional(
    z.object({ public_metadata: metadata, private_metadata: metadata, unsafe_metadata: metadata }),
  ).describe("Of each part at most 3000 characters of JSON"),
  identities: optional(
    z.array(
      z.object({
        id: optional(id),
        provider_name: z.string().describe("As in the settings: google, apple, …"),
        provider_id: z.string().describe("The user's id at that provider"),
        email_id: optional(id).describe("The id of one of the addresses"),
        ...times,
      }),
    ),
  ),
  webauthn_credentials: optional(z.array(webauthnCredential)),
  password: optional(
    z.object({
      id: optional(id),
      password: z.string().describe("A hash: bcrypt, argon2, scrypt, PBKDF2 or Firebase's scrypt"),
      ...times,
    }),
  ),
  otp_secret: optional(
    z.object({
      id: optional(id),
      secret: z.string().describe("Base32; SHA-1, 6 digits, 30 seconds"),
      last_used_step: optional(z.int().min(0)).describe("The newest time step that was used"),
      ...times,
    }),
  ),
  ...times,
});

/** An entry that has the right types; whether its values are good is for the units to say. */
export type Entry = z.infer<typeof entryFormat>;

/** The JSON Schema of a file, for editors and other programs. */
export function entryJsonSchema(): object {
  return z.toJSONSchema(z.array(entryFormat), { io: "input" });
}
