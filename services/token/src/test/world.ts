import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Database } from "@signet/db";
import { uuidv4 } from "@signet/kit";
import { type TestUnitsOptions, testUnits } from "@signet/kit/test";
import { type IssueSessionRequestSchema, SessionCause, TokenService } from "@signet/proto/token/v1/token_service";
import { token as tokenUnit } from "../index.ts";

/** The unit on a database that several tests share, and a user whom only one of them knows. */
export async function testWorld(db: Database | undefined, options: TestUnitsOptions = {}) {
  const units = await testUnits([tokenUnit], { ...options, db });
  const tokens = units.client(TokenService);
  const userId = uuidv4();
  return {
    ...units,
    tokens,
    userId,
    issue: (init: MessageInitShape<typeof IssueSessionRequestSchema> = {}) =>
      tokens.issueSession({ sessionId: uuidv4(), userId, cause: SessionCause.FLOW, ...init }, units.call),
    validate: (token: string, touch = true) => tokens.validateSession({ tokens: [token], touch }, units.call),
    list: async () => (await tokens.listSessions({ userId }, units.call)).sessions,
  };
}
