import type { HandlerContext } from "@connectrpc/connect";
import { forward, problem, rescue } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { FlowClient } from "@signet/proto/flow/v1/flow_service";
import type { User } from "@signet/proto/identity/v1/user";
import type { Session } from "@signet/proto/token/v1/session";
import type { Subject } from "../engine/types.ts";
import { checkSession } from "../profile.ts";
import { primaryEmail } from "../subject.ts";
import { type Visit, type VisitDeps, visitOf } from "../visit.ts";
import type { CeremonyStore } from "./store.ts";

/** What classic calls are answered with. */
export interface ClassicDeps extends VisitDeps {
  readonly ceremonies: CeremonyStore;
}

/** A single call of the classic API. */
export interface ClassicVisit extends Visit {
  readonly ceremonies: CeremonyStore;
  /** The same visit, once it is known whose it is. */
  as(userId: string, address: string | undefined): ClassicVisit;
}

/** The visit that a call is made for. */
export function classicVisit(deps: ClassicDeps, client: FlowClient | undefined, context: HandlerContext): ClassicVisit {
  const visit: ClassicVisit = {
    ...visitOf(deps, client, context),
    ceremonies: deps.ceremonies,
    // Clients of single calls know mails with codes alone.
    notifies: false,
    as(actorUserId, actorEmail = "") {
      const actor = { actorUserId, actorEmail };
      return { ...visit, origin: { ...visit.origin, ...actor }, call: () => forward(context, actor) };
    },
  };
  return visit;
}

/** Whose session the client has, if any; undefined as well where it has ended. */
export async function sessionOf(visit: ClassicVisit): Promise<Session | undefined> {
  return (await checkSession(visit.leaves, visit.client, visit.call())).session;
}

/** Who is signed in, with everything they have, and the visit as theirs. Fails with SESSION_INVALID. */
export async function signedIn(anybody: ClassicVisit): Promise<{ visit: ClassicVisit; subject: Subject }> {
  const { session, idleExpired } = await checkSession(anybody.leaves, anybody.client, anybody.call());
  const subject = session && (await findSubject(anybody, session.userId));
  if (!subject)
    throw problem(Reason.SESSION_INVALID, "nobody is signed in", idleExpired ? { idle_expired: "true" } : {});
  return { visit: asUser(anybody, subject.user), subject };
}

/** The visit as that of a user. */
export function asUser(visit: ClassicVisit, user: User): ClassicVisit {
  return visit.as(user.userId, primaryEmail(user)?.address);
}

/** A user with everything they have; undefined when there is no such user. */
export async function findSubject({ leaves, call }: Visit, userId: string): Promise<Subject | undefined> {
  const [found, { credentials }] = await Promise.all([
    rescue(leaves.identity.getUser({ userId }, call()), { [Reason.USER_NOT_FOUND]: () => undefined }),
    leaves.credentials.getUserCredentials({ userId }, call()),
  ]);
  const user = found?.user;
  return user && credentials && { user, credentials };
}

/** Fails with METHOD_DISABLED where the settings switch something off. */
export function demand(isOn: boolean, what: string): void {
  if (!isOn) throw problem(Reason.METHOD_DISABLED, `${what} are switched off`);
}
