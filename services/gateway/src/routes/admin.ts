import type { Route } from "../http/route.ts";
import { auditLogRoutes } from "./admin/audit-logs.ts";
import type { Asked } from "./admin/common.ts";
import { credentialRoutes } from "./admin/credentials.ts";
import { emailRoutes } from "./admin/emails.ts";
import { metadataRoutes } from "./admin/metadata.ts";
import { otpRoutes } from "./admin/otp.ts";
import { passwordRoutes } from "./admin/password.ts";
import { sessionRoutes } from "./admin/sessions.ts";
import { userRoutes } from "./admin/users.ts";
import { webhookRoutes } from "./admin/webhooks.ts";

/** The admin API of the contract (admin-rest.md 2). */
export function adminRoutes(asked: Asked): readonly Route[] {
  return [
    ...userRoutes(asked),
    ...emailRoutes(asked),
    ...credentialRoutes(asked),
    ...passwordRoutes(asked),
    ...otpRoutes(asked),
    ...sessionRoutes(asked),
    ...metadataRoutes(asked),
    ...webhookRoutes(asked),
    ...auditLogRoutes(asked),
  ];
}
