import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { Reason } from "@signet/proto/errors/v1/errors";
import { ErrorInfoSchema } from "@signet/proto/google/rpc/error_details";

/** The one place a reason gets its code. The compiler keeps it complete. */
const codes: Record<Reason, Code> = {
  [Reason.UNSPECIFIED]: Code.Internal,
  [Reason.ARGUMENT_INVALID]: Code.InvalidArgument,
  [Reason.CALLER_UNAUTHENTICATED]: Code.Unauthenticated,
  [Reason.CALLER_FORBIDDEN]: Code.PermissionDenied,
  [Reason.TENANT_NOT_FOUND]: Code.NotFound,
  [Reason.RATE_LIMITED]: Code.ResourceExhausted,
  [Reason.OVERLOADED]: Code.ResourceExhausted,

  [Reason.USER_NOT_FOUND]: Code.NotFound,
  [Reason.EMAIL_INVALID]: Code.InvalidArgument,
  [Reason.EMAIL_TAKEN]: Code.AlreadyExists,
  [Reason.EMAIL_NOT_FOUND]: Code.NotFound,
  [Reason.EMAIL_LIMIT_REACHED]: Code.FailedPrecondition,
  [Reason.USERNAME_INVALID]: Code.InvalidArgument,
  [Reason.USERNAME_TAKEN]: Code.AlreadyExists,
  [Reason.METADATA_INVALID]: Code.InvalidArgument,
  [Reason.EMAIL_IS_PRIMARY]: Code.FailedPrecondition,
  [Reason.USER_ID_TAKEN]: Code.AlreadyExists,

  [Reason.WEBAUTHN_RESPONSE_MALFORMED]: Code.InvalidArgument,
  [Reason.WEBAUTHN_VERIFICATION_FAILED]: Code.Unauthenticated,
  [Reason.WEBAUTHN_CREDENTIAL_MFA_ONLY]: Code.FailedPrecondition,
  [Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND]: Code.NotFound,
  [Reason.WEBAUTHN_CREDENTIAL_TAKEN]: Code.AlreadyExists,
  [Reason.WEBAUTHN_LIMIT_REACHED]: Code.FailedPrecondition,
  [Reason.PASSWORD_INVALID]: Code.Unauthenticated,
  [Reason.PASSWORD_TOO_SHORT]: Code.InvalidArgument,
  [Reason.PASSWORD_TOO_LONG]: Code.InvalidArgument,
  [Reason.PASSCODE_INVALID]: Code.Unauthenticated,
  [Reason.PASSCODE_ATTEMPTS_EXHAUSTED]: Code.Unauthenticated,
  [Reason.TOTP_INVALID]: Code.Unauthenticated,
  [Reason.TOTP_ALREADY_USED]: Code.Unauthenticated,
  [Reason.TOTP_NOT_FOUND]: Code.NotFound,
  [Reason.RECOVERY_CODE_INVALID]: Code.Unauthenticated,
  [Reason.PASSWORD_NOT_FOUND]: Code.NotFound,
  [Reason.PASSWORD_EXISTS]: Code.AlreadyExists,
  [Reason.API_KEY_INVALID]: Code.Unauthenticated,
  [Reason.API_KEY_NOT_FOUND]: Code.NotFound,
  [Reason.API_KEY_ID_TAKEN]: Code.AlreadyExists,
  [Reason.API_KEY_LIMIT_REACHED]: Code.FailedPrecondition,

  [Reason.SESSION_INVALID]: Code.Unauthenticated,
  [Reason.EXCHANGE_TOKEN_INVALID]: Code.NotFound,
  [Reason.EXCHANGE_TOKEN_EXPIRED]: Code.FailedPrecondition,
  [Reason.TOKEN_CLAIMS_INVALID]: Code.InvalidArgument,

  [Reason.TEMPLATE_UNKNOWN]: Code.InvalidArgument,

  [Reason.WEBHOOK_NOT_FOUND]: Code.NotFound,
  [Reason.WEBHOOK_CALLBACK_INVALID]: Code.InvalidArgument,
  [Reason.WEBHOOK_EVENT_UNKNOWN]: Code.InvalidArgument,

  [Reason.FLOW_UNKNOWN]: Code.NotFound,
  [Reason.METHOD_DISABLED]: Code.Unimplemented,
  [Reason.SIGN_UP_DISABLED]: Code.PermissionDenied,
  [Reason.SECOND_FACTOR_REQUIRED]: Code.Unauthenticated,
  [Reason.USER_MISMATCH]: Code.PermissionDenied,
  [Reason.LAST_METHOD]: Code.FailedPrecondition,
  [Reason.PASSCODE_NOT_FOUND]: Code.NotFound,
  [Reason.PASSCODE_EXPIRED]: Code.FailedPrecondition,
  [Reason.WEBAUTHN_CHALLENGE_UNKNOWN]: Code.FailedPrecondition,
  [Reason.USER_UNNAMED]: Code.FailedPrecondition,

  [Reason.RELYING_PARTY_NOT_FOUND]: Code.NotFound,
  [Reason.RELYING_PARTY_USER_NOT_FOUND]: Code.NotFound,
  [Reason.RELYING_PARTY_CEREMONY_UNKNOWN]: Code.FailedPrecondition,
  [Reason.RELYING_PARTY_NO_CREDENTIALS]: Code.FailedPrecondition,
  [Reason.RELYING_PARTY_TRANSACTION_TAKEN]: Code.AlreadyExists,
  [Reason.RELYING_PARTY_TRANSACTION_NOT_FOUND]: Code.NotFound,
  [Reason.RELYING_PARTY_KEY_TAKEN]: Code.AlreadyExists,
  [Reason.RELYING_PARTY_KEY_NOT_FOUND]: Code.NotFound,
};

/**
 * An error whose reason survives the trip between services, near or far (AIP-193).
 * Anything else that is thrown reaches the caller as "internal error".
 */
export function problem(reason: Reason, message: string, metadata: Record<string, string> = {}): ConnectError {
  const value = create(ErrorInfoSchema, { reason: Reason[reason], domain: "signet", metadata });
  return new ConnectError(message, codes[reason], undefined, [{ desc: ErrorInfoSchema, value }]);
}

/** By name, as it comes over the wire: one that this version does not know is no reason. */
const reasons = new Map(
  Object.entries(Reason).filter((entry): entry is [string, Reason] => typeof entry[1] === "number"),
);

/** The reason inside an error from one of our services, if it carries one. */
export function reasonOf(error: unknown): Reason | undefined {
  if (!(error instanceof ConnectError)) return undefined;
  const [info] = error.findDetails(ErrorInfoSchema);
  return info && reasons.get(info.reason);
}

/** The details beside the reason, empty when there are none. */
export function metadataOf(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ConnectError)) return {};
  return error.findDetails(ErrorInfoSchema)[0]?.metadata ?? {};
}

/** Waits for a call and gives what `reasons` makes of its failure; every other failure passes on. */
export async function rescue<T, R>(
  call: Promise<T>,
  reasons: Partial<Record<Reason, (failure: ConnectError) => R>>,
): Promise<T | R> {
  try {
    return await call;
  } catch (error) {
    const reason = reasonOf(error);
    const answer = reason === undefined ? undefined : reasons[reason];
    if (!answer) throw error;
    return answer(ConnectError.from(error));
  }
}
