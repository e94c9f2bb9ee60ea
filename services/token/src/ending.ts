import { outboxRow } from "@signet/kit";
import type { Origin } from "@signet/proto/origin/v1/origin";
import { SessionDeletedSchema } from "@signet/proto/token/v1/token_events";
import type { SessionCause } from "@signet/proto/token/v1/token_service";
import { sessionMessage } from "./messages.ts";
import type { Session } from "./session.ts";
import type { SessionStore } from "./store.ts";

/** Deletes sessions and tells why. Gives how many were still there. */
export type EndSessions = (
  tenantId: string,
  ended: readonly Session[],
  why: { readonly cause: SessionCause; readonly origin: Origin | undefined },
) => Promise<number>;

/** Ends sessions in a store, each with its event. */
export function endingIn(sessions: Pick<SessionStore, "end">, now: () => Date): EndSessions {
  return (tenantId, ended, why) => {
    const tell = (session: Session) =>
      outboxRow(SessionDeletedSchema, tenantId, { ...why, session: sessionMessage(session) }, now());
    return sessions.end(
      tenantId,
      ended.map((session) => ({ session, event: tell(session) })),
    );
  };
}
