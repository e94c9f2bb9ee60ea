import { rfc3339 } from "@signet/json";
import type { Entry } from "@signet/proto/audit/v1/audit_service";
import type {
  RelyingPartyCredential,
  RelyingPartyTransaction,
  RelyingPartyUser,
} from "@signet/proto/credential/v1/relying_party";
import { z } from "zod";
import { moment } from "../../schemas/scalars.ts";

/** A credential (authentication-api.md section 2.8). */
export function credentialJson(credential: RelyingPartyCredential) {
  const { credentialId, name, publicKey, attestationType, aaguid, lastUsedTime, createTime } = credential;
  const { transports, backupEligible, backupState, mfa, user } = credential;
  return {
    id: credentialId,
    name,
    public_key: publicKey,
    attestation_type: attestationType,
    aaguid,
    last_used_at: lastUsedTime && rfc3339(lastUsedTime),
    created_at: createTime && rfc3339(createTime),
    transports,
    backup_eligible: backupEligible,
    backup_state: backupState,
    is_mfa: mfa,
    user_id: user?.userId ?? "",
  };
}

/** The same, described. */
export const credential = z
  .object({
    id: z.string().describe("Credential ID, base64url."),
    name: z.string(),
    public_key: z.string().describe("COSE_Key, base64url."),
    attestation_type: z.string(),
    aaguid: z.string(),
    last_used_at: moment.optional(),
    created_at: moment,
    transports: z.array(z.string()),
    backup_eligible: z.boolean(),
    backup_state: z.boolean(),
    is_mfa: z.boolean(),
    user_id: z.string(),
  })
  .meta({ id: "PasskeyCredential" });

/** A transaction (section 2.6). */
export function transactionJson({ transactionId, identifier, text, createTime, updateTime }: RelyingPartyTransaction) {
  return {
    id: transactionId,
    identifier,
    data: text,
    created_at: createTime && rfc3339(createTime),
    updated_at: updateTime && rfc3339(updateTime),
  };
}

/** The same, described. */
export const transaction = z
  .object({ id: z.string(), identifier: z.string(), data: z.string(), created_at: moment, updated_at: moment })
  .meta({ id: "PasskeyTransaction" });

/** A user (section 2.10). */
export function userJson({ id, userId, name, icon, displayName }: RelyingPartyUser) {
  return { id, user_id: userId, name, icon, display_name: displayName };
}

/** The same, described. */
export const user = z
  .object({ id: z.string(), user_id: z.string(), name: z.string(), icon: z.string(), display_name: z.string() })
  .meta({ id: "PasskeyUser" });

/** An entry of a tenant's audit log (section 2.8). */
export function auditJson(tenantId: string, entry: Entry) {
  const { transaction_id: transactionId } = entry.details ?? {};
  return {
    id: entry.entryId,
    type: entry.type,
    error: entry.error || undefined,
    meta_http_request_id: entry.requestId,
    meta_source_ip: entry.sourceIp,
    meta_user_agent: entry.userAgent,
    actor_user_id: entry.actorUserId || undefined,
    created_at: entry.createTime && rfc3339(entry.createTime),
    updated_at: entry.updateTime && rfc3339(entry.updateTime),
    tenant_id: tenantId,
    transaction_id: typeof transactionId === "string" && transactionId !== "" ? transactionId : null,
  };
}

/** The same, described. */
export const auditLogEntry = z
  .object({
    id: z.string(),
    type: z.string(),
    error: z.string().optional(),
    meta_http_request_id: z.string(),
    meta_source_ip: z.string(),
    meta_user_agent: z.string(),
    actor_user_id: z.string().optional().describe("What your program calls the user."),
    created_at: moment,
    updated_at: moment,
    tenant_id: z.string(),
    transaction_id: z.string().nullable(),
  })
  .meta({ id: "PasskeyAuditEntry" });

/** The end of a ceremony (section 2.9). */
export const result = z
  .object({ token: z.string().describe("A JWT of five minutes, for your back end to verify with the tenant's JWKS.") })
  .meta({ id: "PasskeyResult" });

/** An error (section 2.1). */
export const passkeyError = z
  .object({ title: z.string(), details: z.string(), status: z.int() })
  .meta({ id: "PasskeyError" });
