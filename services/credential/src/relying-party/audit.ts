import { ConnectError, type HandlerContext } from "@connectrpc/connect";
import { callerOf, type OutboxRow, outboxRow, reasonOf } from "@signet/kit";
import { RelyingPartyAuditedSchema } from "@signet/proto/credential/v1/relying_party_events";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Api, Kind } from "./ceremony.ts";

/** Tells the audit log of a relying party what is done through the passkey API, and nobody of anything else. */
export interface Trail {
  /** The event of a success, to be committed with the change. */
  succeeded(known?: Known): readonly OutboxRow[];
  /** What is known so far, in case it fails. */
  know(known: Known): void;
}

/** Who it is about. */
export interface Known {
  readonly userId?: string;
  readonly transactionId?: string;
}

/** What is done, and for whom it is told. */
interface Deed {
  readonly relyingPartyId: string;
  readonly api: Api;
  /** What success and failure are called; a failure without a name is not told. */
  readonly types: AuditTypes;
  readonly now: Date;
  readonly tell: (events: readonly OutboxRow[]) => Promise<void>;
}

/** The types of entries (authentication-api.md section 2.8). */
export interface AuditTypes {
  readonly succeeded: string;
  readonly failed?: string;
}

/** What the beginning or the end of a ceremony is called. */
export function ceremonyTypes({ operation, mfa }: Kind, step: "init" | "final"): AuditTypes {
  const type = `${mfa ? "mfa" : "webauthn"}_${operation}_${step}`;
  return { succeeded: `${type}_succeeded`, failed: `${type}_failed` };
}

/** Does something; if it fails, that is told with the reason. */
export async function audited<T>(
  context: HandlerContext,
  { relyingPartyId, api, types, now, tell }: Deed,
  work: (trail: Trail) => Promise<T>,
): Promise<T> {
  const { tenantId, origin } = callerOf(context);
  let known: Known = {};
  const event = (type: string, error: string) => {
    const { userId = "", transactionId = "" } = known;
    const init = { origin, relyingPartyId, type, error, userId, transactionId };
    return api === "passkeys" ? [outboxRow(RelyingPartyAuditedSchema, tenantId, init, now)] : [];
  };
  const trail: Trail = {
    know: (more) => {
      known = { ...known, ...more };
    },
    succeeded(more = {}) {
      known = { ...known, ...more };
      return event(types.succeeded, "");
    },
  };
  try {
    return await work(trail);
  } catch (error) {
    const reason = reasonOf(error);
    // Nobody writes into the log of a relying party that is not there.
    const isTold = types.failed !== undefined && reason !== undefined && reason !== Reason.RELYING_PARTY_NOT_FOUND;
    const events = isTold ? event(types.failed, ConnectError.from(error).rawMessage) : [];
    if (events.length > 0) await tell(events);
    throw error;
  }
}
