import { STATUS_CODES } from "node:http";
import { Code, ConnectError } from "@connectrpc/connect";
import { reasonOf } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type Answer, type Beside, json } from "./http/answer.ts";

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

/** Which of the two shapes of error bodies a route has. */
export type ErrorForm = "rest" | "flow";

/** What neighbours may answer to a route that passes their errors on. Everything else is an internal error. */
const known: Partial<Record<Reason, Failure>> = {
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

/** A neighbour that cannot be reached now, may be in a moment. */
const away: readonly Code[] = [Code.Unavailable, Code.DeadlineExceeded];

/** What the public may know of something that was thrown. */
export function failureOf(error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  const failure = known[reasonOf(error) ?? Reason.UNSPECIFIED];
  if (failure) return { ...failure, detail };
  if (error instanceof ConnectError && away.includes(error.code)) return { status: 503, detail };
  return { status: 500, detail };
}

/** The body of a failure, in the form of its route (public-rest.md 1.3, flow-api.md 3.4). */
export function failureAnswer(form: ErrorForm, failure: Failure, debug: boolean): Answer {
  const { status, message = STATUS_CODES[status] ?? "Unknown", detail, beside } = failure;
  const cause = debug ? detail : undefined;
  if (form === "rest") return json(status, { code: status, error: cause, message }, beside);
  return json(
    status,
    {
      name: "error",
      status,
      csrf_token: "",
      actions: {},
      error: { code: status === 429 ? "rate_limit_exceeded" : "technical_error", message, cause },
      links: null,
    },
    beside,
  );
}
