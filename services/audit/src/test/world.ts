import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import type { Database } from "@signet/db";
import { callFor, uuidv4 } from "@signet/kit";
import { testUnits } from "@signet/kit/test";
import { AuditService } from "@signet/proto/audit/v1/audit_service";
import { onTestFinished } from "vitest";
import { audit } from "../index.ts";

const STORED = { AUDIT_LOG_STORAGE_ENABLED: "true", AUDIT_LOG_CONSOLE_OUTPUT_ENABLED: "false" };

/** Where the events of a test come from, unless it says otherwise: somebody's flow. */
export const flowOrigin = {
  requestId: "request-1",
  clientAddress: "203.0.113.7",
  userAgent: "Test/1.0",
  flowId: "flow-1",
  actorUserId: "user-1",
  actorEmail: "samantha@example.org",
};

/** The unit, started, for a tenant of the test's own. */
export async function testWorld(db: Database, env: Readonly<Record<string, string>> = STORED) {
  const units = await testUnits([audit], { db, env });
  const running = await units.composed.start();
  onTestFinished(() => running.stop());
  const tenantId = uuidv4();
  const call = callFor(tenantId, {});
  const client = units.client(AuditService);
  return {
    ...units,
    tenantId,
    client,
    call,
    /** Delivers an event of the tenant, as the bus does. */
    tell: <T extends DescMessage>(schema: T, init: MessageInitShape<T>, id?: string) =>
      units.tell(schema, init, { tenantId, id }),
    list: async (filter: Parameters<typeof client.listEntries>[0] = {}) =>
      (await client.listEntries(filter, call)).entries,
  };
}
