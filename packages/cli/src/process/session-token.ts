import { isUuid, reasonOf, sessionRequestFor } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { SessionCause, TokenService } from "@signet/proto/token/v1/token_service";
import { type CommandInput, withUnits } from "./units.ts";

/** A token and what it says. */
export interface SessionToken {
  readonly token: string;
  readonly payload: object;
}

/** Opens a session for a user, without asking them for anything, and gives its token. */
export async function createSessionToken(input: CommandInput, userId: string): Promise<SessionToken> {
  if (!isUuid(userId.toLowerCase())) throw new Error("user_id is not a uuid");
  return withUnits(input, async ({ peers, call }) => {
    const { user } = await peers
      .client(IdentityService)
      .getUser({ userId }, call)
      .catch((error) => {
        if (reasonOf(error) !== Reason.USER_NOT_FOUND) throw error;
        throw new Error(`user with id '${userId}' not found; "signet user export -o -" lists all of them`);
      });
    if (!user) throw new Error("identity answered without a user");
    const request = { ...sessionRequestFor(user), cause: SessionCause.ADMIN };
    const { token } = await peers.client(TokenService).issueSession(request, call);
    const [, payload = ""] = token.split(".");
    return { token, payload: JSON.parse(Buffer.from(payload, "base64url").toString()) };
  });
}
