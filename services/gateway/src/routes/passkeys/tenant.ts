import type { CallOptions } from "@connectrpc/connect";
import { isUuid } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Failures } from "../../errors.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import type { Outcome } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";

/** A request for one tenant of the passkey API, which is a relying party of ours. */
export interface TenantRequest {
  readonly exchange: Exchange;
  readonly relyingPartyId: string;
  readonly call: CallOptions;
}

/** What holds for all routes of the passkey API (authentication-api.md sections 2.1 to 2.8). */
export const failures: Failures = {
  [Reason.CALLER_UNAUTHENTICATED]: { status: 401, message: "the API key is missing or wrong" },
  [Reason.ARGUMENT_INVALID]: (_, message) => ({ status: 400, message }),
  [Reason.RELYING_PARTY_NOT_FOUND]: { status: 404, message: "there is no such tenant" },
  [Reason.RELYING_PARTY_USER_NOT_FOUND]: { status: 404, message: "there is no such user" },
  [Reason.RELYING_PARTY_NO_CREDENTIALS]: { status: 400, message: "the user has no credential that could answer" },
  [Reason.RELYING_PARTY_TRANSACTION_TAKEN]: { status: 409, message: "the transaction_id has been used" },
  [Reason.RELYING_PARTY_KEY_TAKEN]: { status: 409, message: "the name has been used" },
  [Reason.RELYING_PARTY_KEY_NOT_FOUND]: { status: 404, message: "there is no such secret" },
  [Reason.API_KEY_NOT_FOUND]: { status: 404, message: "there is no such secret" },
  [Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND]: { status: 404, message: "there is no such credential" },
  [Reason.WEBAUTHN_RESPONSE_MALFORMED]: (_, message) => ({ status: 400, message }),
};

/** What a registration that did not end well is told; that nobody was verified has a status of its own (section 2.4). */
export const registrationFailures: Failures = {
  ...failures,
  [Reason.RELYING_PARTY_CEREMONY_UNKNOWN]: {
    status: 400,
    message: "the challenge is unknown, used or of another kind",
  },
  [Reason.WEBAUTHN_CREDENTIAL_TAKEN]: { status: 409, message: "the credential is registered already" },
  [Reason.WEBAUTHN_VERIFICATION_FAILED]: ({ check }, message) => ({
    status: check === "user-verification" ? 422 : 400,
    message,
  }),
};

const refusedLogin = { status: 401, message: "the credential does not prove who you are" } as const;

/** What a sign-in or a signature that did not end well is told: all the same (sections 2.5 and 2.6). */
export const loginFailures: Failures = {
  ...failures,
  [Reason.RELYING_PARTY_CEREMONY_UNKNOWN]: refusedLogin,
  [Reason.RELYING_PARTY_USER_NOT_FOUND]: refusedLogin,
  [Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND]: refusedLogin,
  [Reason.WEBAUTHN_CREDENTIAL_MFA_ONLY]: refusedLogin,
  [Reason.WEBAUTHN_VERIFICATION_FAILED]: refusedLogin,
};

/** Serves a request of a tenant: its id is the first part of the path. */
export async function ofTenant(
  exchange: Exchange,
  serve: (request: TenantRequest) => Promise<Outcome>,
): Promise<Outcome> {
  const relyingPartyId = (exchange.params.tenantId ?? "").toLowerCase();
  if (!isUuid(relyingPartyId)) return { failure: { status: 400, message: "tenant_id must be a UUID" } };
  return serve({ exchange, relyingPartyId, call: callOf(exchange) });
}

/** Fails unless the request shows an API key of its tenant. */
export async function assertApiKey(
  { relyingPartyAccess }: Pick<Neighbours, "relyingPartyAccess">,
  { exchange, relyingPartyId, call }: TenantRequest,
): Promise<void> {
  const { apikey = "" } = exchange.incoming.headers;
  const proof = { case: "secret", value: String(apikey).trim() } as const;
  await relyingPartyAccess.authorizeRelyingParty({ proof, relyingPartyId }, call);
}
