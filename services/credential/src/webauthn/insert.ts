import type { Any } from "@bufbuild/protobuf/wkt";
import { type Caller, outboxRow, problem } from "@signet/kit";
import { WebauthnCredentialCreatedSchema } from "@signet/proto/credential/v1/credential_events";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { WebauthnCredential } from "./credential.ts";
import { webauthnCredentialToProto } from "./proto.ts";
import type { WebauthnStore } from "./store.ts";

/** Stores a verified credential with its event. A repeated call gives what the first one stored. */
export async function storeCredential(
  store: WebauthnStore,
  credential: WebauthnCredential,
  call: { readonly limit: number; readonly user: Any | undefined; readonly caller: Caller; readonly now: Date },
): Promise<WebauthnCredential> {
  const { limit, user, now } = call;
  const { tenantId, origin } = call.caller;
  const message = webauthnCredentialToProto(credential);
  const event = outboxRow(WebauthnCredentialCreatedSchema, tenantId, { origin, credential: message, user }, now);

  const outcome = await store.insert(tenantId, credential, { limit, event });
  if (outcome === "inserted") return credential;
  if (outcome === "limit reached") {
    throw problem(Reason.WEBAUTHN_LIMIT_REACHED, `the user may have ${limit} credentials`, { limit: String(limit) });
  }
  const present = await store.find(tenantId, credential.userId, credential.id);
  // The same key for another use is no repetition: it would be counted as what it is not.
  if (present?.mfaOnly !== credential.mfaOnly) throw credentialTaken();
  return present;
}

/** The refusal of a credential that somebody else has. */
export function credentialTaken() {
  return problem(Reason.WEBAUTHN_CREDENTIAL_TAKEN, "the credential is registered to somebody else");
}
