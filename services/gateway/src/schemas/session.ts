import { z } from "zod";
import { id, moment } from "./scalars.ts";

const claims = z
  .looseObject({
    subject: id,
    issued_at: moment,
    expiration: moment,
    audience: z.array(z.string()).optional(),
    issuer: z.string().optional(),
    session_id: id,
    email: z.object({ address: z.string(), is_primary: z.boolean(), is_verified: z.boolean() }).optional(),
    username: z.string().optional(),
    amr: z.array(z.string()).optional(),
  })
  .meta({ id: "Claims" });

/** Whether a session is good, and whose it is (public-rest.md 8.15). */
export const sessionValidity = z
  .object({
    is_valid: z.boolean(),
    claims: claims.optional(),
    expiration_time: moment.optional(),
    user_id: id.optional(),
    idle_expires_at: moment.optional(),
  })
  .meta({ id: "SessionValidity" });

/** A session as operators see it (admin-rest.md 3.3). */
export const adminSession = z
  .object({
    id,
    user_id: id,
    user_agent: z.string().nullable(),
    ip_address: z.string().nullable(),
    created_at: moment,
    updated_at: moment,
    expires_at: moment.nullable(),
    last_used: moment,
  })
  .meta({ id: "Session" });
