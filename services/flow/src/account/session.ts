import type { MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import type { TenantSettings } from "@signet/config";
import { sessionRequestFor } from "@signet/kit";
import type { IssuedSessionSchema } from "@signet/proto/flow/v1/flow_service";
import type { User } from "@signet/proto/identity/v1/user";
import { type IssueSessionResponse, SessionCause } from "@signet/proto/token/v1/token_service";
import type { Visit } from "../visit.ts";

/** Starts a session of a user who has proven everything that the settings demand. */
export function startSession(
  { leaves, call }: Pick<Visit, "leaves" | "call">,
  user: User,
  amr: readonly string[],
): Promise<IssueSessionResponse> {
  const request = { ...sessionRequestFor(user), amr: [...amr], cause: SessionCause.FLOW };
  return leaves.tokens.issueSession(request, call());
}

/** A session as its client gets it. Whether it outlives the browser is the user's choice where the settings leave it. */
export function handedOver(
  { session }: TenantSettings,
  token: string,
  rememberMe: boolean,
): MessageInitShape<typeof IssuedSessionSchema> {
  const { retention } = session.cookie;
  const persistent = retention === "persistent" || (retention === "prompt" && rememberMe);
  return { token, lifespan: durationFromMs(session.lifespan), persistent };
}
