import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { RelyingPartyCredential } from "@signet/proto/credential/v1/relying_party";
import { z } from "zod";

/** A point in time with microseconds, as in the fixtures of the vendor (authentication-api.md section 1.3). */
export function microseconds(time: Timestamp | undefined): string {
  return (time ? timestampDate(time) : new Date(0)).toISOString().replace("Z", "000Z");
}

/** A stored credential (authentication-api.md section 1.5). */
export function credentialJson(credential: RelyingPartyCredential) {
  const { credentialId, createTime, lastUsedTime, name, aaguid, attachment, user } = credential;
  return {
    id: credentialId,
    createdAt: microseconds(createTime),
    lastUsed: microseconds(lastUsedTime),
    name,
    userVerification: credential.userVerified,
    isResidentKey: credential.discoverable,
    authenticator: { aaguid, ...(attachment !== "" && { attachment }) },
    user: { id: user?.userId ?? "", name: user?.name ?? "", displayName: user?.displayName ?? "" },
  };
}

const time = z.string().meta({ format: "date-time", examples: ["2024-03-01T10:15:30.123456Z"] });

/** The same, described. */
export const credential = z
  .object({
    id: z.string().describe("Credential ID, base64url."),
    createdAt: time,
    lastUsed: time,
    name: z.string(),
    userVerification: z.boolean().describe("Whether the owner was verified at registration."),
    isResidentKey: z.boolean().describe("Whether the credential is discoverable."),
    authenticator: z.object({ aaguid: z.string(), attachment: z.enum(["platform", "cross-platform"]).optional() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  })
  .meta({ id: "RelyingPartyCredential" });

/** Options of a ceremony, as browsers take them. */
export const ceremonyOptions = z
  .object({ publicKey: z.record(z.string(), z.unknown()) })
  .meta({ id: "CeremonyOptions", description: "WebAuthn Level 3 sections 5.4 and 5.5, as JSON." });

/** The end of a ceremony. */
export const ceremonyResult = z
  .object({
    credential,
    transaction: z
      .object({ id: z.string().meta({ format: "uuid" }) })
      .optional()
      .describe("What was signed: `signet transaction verify` takes the id."),
  })
  .meta({ id: "CeremonyResult" });

/** An error (authentication-api.md section 1.8). */
export const authenticationError = z
  .object({
    message: z.string(),
    details: z.string(),
    debug_message: z.string().describe("The inner text, with `debug` only."),
    status_text: z.string(),
    status_code: z.int(),
  })
  .meta({ id: "AuthenticationError" });
