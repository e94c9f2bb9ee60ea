import type { JsonObject } from "@bufbuild/protobuf";
import { type Envelope, type Listener, on } from "@signet/kit";
import type { RelyingParty } from "@signet/proto/credential/v1/relying_party";
import {
  RelyingPartyAuditedSchema,
  RelyingPartyCreatedSchema,
  RelyingPartyDeletedSchema,
  RelyingPartyTransactionSignedSchema,
  RelyingPartyUpdatedSchema,
} from "@signet/proto/credential/v1/relying_party_events";
import type { Origin } from "@signet/proto/origin/v1/origin";
import { type Append, entryOf, type Saying } from "./entries.ts";

/** Writes an entry into the log of the event's tenant. */
type Write = (origin: Origin | undefined, envelope: Envelope, saying: Saying) => Promise<void>;

/**
 * What goes through the passkey API: a log of each relying party's own, under its id, which is kept whatever becomes of
 * the installation's, because the API offers it (authentication-api.md section 2.8).
 */
export function relyingPartyLog(append: Append): Listener {
  return on(RelyingPartyAuditedSchema, (event, envelope) => {
    const { origin, relyingPartyId, type, error, userId, transactionId } = event;
    const details: JsonObject = transactionId === "" ? {} : { transaction_id: transactionId };
    const entry = entryOf(origin, envelope, { type, error, details });
    return append(relyingPartyId, { ...entry, actorUserId: userId }, { always: true });
  });
}

/** Beyond the contract: who is a relying party, and that something was signed. */
export function relyingPartyListeners(write: Write): Listener[] {
  return [
    on(RelyingPartyCreatedSchema, ({ origin, relyingParty }, envelope) =>
      write(origin, envelope, { type: "relying_party_created", details: detailsOf(relyingParty) }),
    ),
    on(RelyingPartyUpdatedSchema, ({ origin, relyingParty }, envelope) =>
      write(origin, envelope, { type: "relying_party_updated", details: detailsOf(relyingParty) }),
    ),
    on(RelyingPartyDeletedSchema, ({ origin, relyingPartyId }, envelope) =>
      write(origin, envelope, { type: "relying_party_deleted", details: { relying_party_id: relyingPartyId } }),
    ),
    on(RelyingPartyTransactionSignedSchema, ({ origin, relyingPartyId, transaction }, envelope) => {
      const { transactionId = "", userId = "", credentialId = "" } = transaction ?? {};
      const details = { relying_party_id: relyingPartyId, transaction_id: transactionId, user_id: userId };
      return write(origin, envelope, {
        type: "relying_party_transaction_signed",
        details: { ...details, credential_id: credentialId },
      });
    }),
  ];
}

function detailsOf(party: RelyingParty | undefined) {
  const { relyingPartyId = "", displayName = "", config } = party ?? {};
  return { relying_party_id: relyingPartyId, display_name: displayName, rp_id: config?.rpId ?? "" };
}
