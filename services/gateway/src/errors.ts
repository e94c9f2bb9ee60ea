import { STATUS_CODES } from "node:http";
import { ConnectError } from "@connectrpc/connect";
import { isAway, metadataOf, reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type Answer, type Beside, json, utf8Json } from "./http/answer.ts";

/** Why a request was not served, as the public may know it. */
export interface Failure {
  readonly status: number;
  /** The standard phrase of the status unless given. */
  readonly message?: string;
  /** The inner text, shown with `debug` only. */
  readonly detail?: string;
  /** Headers and cookies that go with it. */
  readonly beside?: Beside;
}

/** Which of the shapes of error bodies a route has. */
export type ErrorForm = "rest" | "flow" | "authentication" | "passkeys";

/** What the public learns of reasons; a function where the details of one matter. */
export type Failures = Partial<
  Record<Reason, Failure | ((metadata: Readonly<Record<string, string>>, message: string) => Failure)>
>;

/** What neighbours may answer to a route that passes their errors on. Everything else is an internal error. */
const known: Failures = {
  [Reason.ARGUMENT_INVALID]: { status: 400 },
  [Reason.TENANT_NOT_FOUND]: { status: 404, message: "tenant not found" },
  [Reason.RATE_LIMITED]: { status: 429 },
  [Reason.OVERLOADED]: { status: 503 },
  [Reason.USER_NOT_FOUND]: { status: 404, message: "user not found" },
  [Reason.TOKEN_CLAIMS_INVALID]: {
    status: 400,
    message: "failed to parse token claims: sub and session_id must be UUIDs",
  },
};

/** What the public may know of something that was thrown. */
export function failureOf(error: unknown, ofRoute: Failures = {}): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  const reason = reasonOf(error) ?? Reason.UNSPECIFIED;
  const told = ofRoute[reason] ?? known[reason];
  const failure = typeof told === "function" ? told(metadataOf(error), ConnectError.from(error).rawMessage) : told;
  if (failure) return { ...failure, detail };
  if (isAway(error)) return { status: 503, detail };
  return { status: 500, detail };
}

/** The body of a failure, in the form of its route. */
export function failureAnswer(form: ErrorForm, failure: Failure, debug: boolean): Answer {
  const { status, message = STATUS_CODES[status] ?? "Unknown", detail, beside } = failure;
  return { ...bodies[form]({ status, message, cause: debug ? detail : undefined }), ...beside };
}

interface Told {
  readonly status: number;
  readonly message: string;
  readonly cause: string | undefined;
}

const bodies: Readonly<Record<ErrorForm, (told: Told) => Answer>> = {
  // public-rest.md section 1.3
  rest: ({ status, message, cause }) => json(status, { code: status, error: cause, message }),

  // flow-api.md section 3.4
  flow: ({ status, message, cause }) =>
    json(status, {
      name: "error",
      status,
      csrf_token: "",
      actions: {},
      error: { code: status === 429 ? "rate_limit_exceeded" : "technical_error", message, cause },
      links: null,
    }),

  // authentication-api.md section 1.8
  authentication: ({ status, message, cause = "" }) =>
    utf8Json(status, {
      message,
      details: "",
      debug_message: cause,
      status_text: STATUS_CODES[status] ?? "Unknown",
      status_code: status,
    }),

  // authentication-api.md section 2.1
  passkeys: ({ status, message, cause }) =>
    utf8Json(status, { title: STATUS_CODES[status] ?? "Unknown", details: cause ?? message, status }),
};
