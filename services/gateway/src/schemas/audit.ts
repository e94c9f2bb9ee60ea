import { z } from "zod";
import { id, metadata, moment } from "./scalars.ts";

/** One line of the audit log (admin-rest.md 15.1). */
export const auditLog = z
  .object({
    id,
    type: z.string(),
    error: z.string().optional(),
    meta_http_request_id: z.string(),
    meta_source_ip: z.string(),
    meta_user_agent: z.string(),
    actor_user_id: z.string().optional(),
    actor_email: z.string().optional().describe("Masked where `audit_log.mask` is on."),
    details: metadata.nullable(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "AuditLog" });
