import type { CallOptions } from "@connectrpc/connect";
import { problem, rescue } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { FlowClient } from "@signet/proto/flow/v1/flow_service";
import type { Session } from "@signet/proto/token/v1/session";
import type { SessionUser, Turn } from "./engine/types.ts";
import type { Leaves } from "./leaves.ts";
import type { ProfileFacts } from "./policy/profile.ts";
import { primaryEmail } from "./subject.ts";

/** Whose session a request carries (flow-api.md section 2.5). */
export interface SessionCheck {
  readonly session?: Session;
  /** A session ended for idleness: its cookie should go. */
  readonly idleExpired: boolean;
}

/** Finds the session of a request; the first valid token wins, and its use is remembered. */
export async function checkSession(
  leaves: Leaves,
  client: FlowClient | undefined,
  call: CallOptions,
): Promise<SessionCheck> {
  const tokens = client?.sessionTokens ?? [];
  if (tokens.length === 0) return { idleExpired: false };
  const invalid = { session: undefined, idleExpired: false };
  const { session, idleExpired } = await rescue(leaves.tokens.validateSession({ tokens, touch: true }, call), {
    [Reason.TOKEN_CLAIMS_INVALID]: () => invalid,
  });
  return { session, idleExpired };
}

/** Reads the signed-in user afresh: rules and answers of the profile always see the database. Undefined when gone. */
export async function readSessionUser(turn: Turn, session: Session): Promise<SessionUser | undefined> {
  const { leaves } = turn;
  const { userId } = session;
  const [found, { credentials }, { sessions }] = await Promise.all([
    rescue(leaves.identity.getUser({ userId }, turn.call()), { [Reason.USER_NOT_FOUND]: () => undefined }),
    leaves.credentials.getUserCredentials({ userId }, turn.call()),
    leaves.tokens.listSessions({ userId }, turn.call()),
  ]);
  const user = found?.user;
  return user && credentials && { user, credentials, session, sessions };
}

/** Makes the turn one about this user. */
export function actAs(turn: Turn, sessionUser: SessionUser): void {
  const { user, credentials } = sessionUser;
  turn.sessionUser = sessionUser;
  turn.found = { user, credentials };
  turn.data = { ...turn.data, userId: user.userId, username: user.username?.username };
  // While an address is being proven, the memory names that address.
  if (turn.flow.state !== "passcode_confirmation") {
    turn.data = { ...turn.data, email: primaryEmail(user)?.address };
  }
}

/** On arrival in profile_init: the user as the database has them by now (flow-api.md section 13.1). */
export async function showProfile(turn: Turn): Promise<undefined> {
  const before = turn.sessionUser;
  if (!before) throw new Error("a profile without a session");
  const present = await readSessionUser(turn, before.session);
  if (!present) throw problem(Reason.USER_NOT_FOUND, "the user of a profile is gone");
  turn.sessionUser = present;
  const { user, credentials, sessions, session } = present;
  turn.payload = { ...turn.payload, user: { user, credentials } };
  if (turn.settings.session.show_on_profile) {
    turn.payload = { ...turn.payload, sessions: { sessions: [...sessions], currentSessionId: session.sessionId } };
  }
}

/** What the rules of the profile look at. */
export function factsOf(turn: Turn): ProfileFacts {
  const { user, credentials } = signedIn(turn);
  return { settings: turn.settings, user, credentials };
}

/** The signed-in user; actions of the profile run with one only. */
export function signedIn(turn: Turn): SessionUser {
  if (!turn.sessionUser) throw new Error("a profile without a session");
  return turn.sessionUser;
}
