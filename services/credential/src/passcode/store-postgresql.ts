import type { Database } from "@signet/db";
import { MAX_ATTEMPTS } from "./passcode.ts";
import type { Attempt, Trial } from "./store.ts";

// Counts and reads in one round trip; MySQL needs two, since it returns no rows from an update.
const statement = `UPDATE credential_passcodes SET attempts = attempts + 1
  WHERE tenant_id = $1 AND id = $2 AND attempts < ${MAX_ATTEMPTS} AND expires_at > $3
  RETURNING address, code_mac AS "codeMac", attempts`;

/** Counts an attempt, if one is left, and gives what it may be compared with. */
export async function attemptInOneStatement(db: Database, { tenantId, id, now }: Trial): Promise<Attempt | undefined> {
  const [attempt] = await db.sql.query<Attempt>("credential_attempt_passcode", statement, [tenantId, id, now]);
  return attempt;
}
