import type { JsonObject } from "@bufbuild/protobuf";

/** One line of the audit log (admin-rest.md section 15.1). */
export interface Entry {
  readonly id: string;
  readonly type: string;
  readonly error: string;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly actorUserId: string;
  readonly actorEmail: string;
  readonly details?: JsonObject;
  readonly createTime: Date;
}
