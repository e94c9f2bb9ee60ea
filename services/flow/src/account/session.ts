import type { MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import type { TenantSettings } from "@signet/config";
import { uuidv4 } from "@signet/kit";
import type { IssuedSessionSchema } from "@signet/proto/flow/v1/flow_service";
import type { User } from "@signet/proto/identity/v1/user";
import { type IssueSessionResponse, SessionCause } from "@signet/proto/token/v1/token_service";
import { primaryEmail } from "../subject.ts";
import type { Visit } from "../visit.ts";

/** Starts a session of a user who has proven everything that the settings demand. */
export function startSession(
  { leaves, call }: Pick<Visit, "leaves" | "call">,
  user: User,
  amr: readonly string[],
): Promise<IssueSessionResponse> {
  const email = primaryEmail(user);
  return leaves.tokens.issueSession(
    {
      sessionId: uuidv4(),
      userId: user.userId,
      email: email && { address: email.address, isPrimary: true, isVerified: email.isVerified },
      username: user.username?.username,
      amr: [...amr],
      templateUser: {
        name: user.name,
        givenName: user.givenName,
        familyName: user.familyName,
        picture: user.picture,
        publicMetadata: user.publicMetadata,
        unsafeMetadata: user.unsafeMetadata,
      },
      cause: SessionCause.FLOW,
    },
    call(),
  );
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
