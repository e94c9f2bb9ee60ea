import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { isTrustedDevice } from "../account/devices.ts";
import { handedOver, startSession } from "../account/session.ts";
import type { LoginMethod } from "../engine/memory.ts";
import type { Subject } from "../engine/types.ts";
import { amrOfLogin } from "../policy/amr.ts";
import { secondFactorOfLogin, secondFactorToCreate } from "../policy/second-factor.ts";
import { possessionsOf, primaryEmail } from "../subject.ts";
import type { Visit } from "../visit.ts";

/** Signs in with a first factor that was right. Fails with SECOND_FACTOR_REQUIRED where that is not enough. */
export async function signIn(visit: Visit, subject: Subject, loginMethod: LoginMethod) {
  if (await needsMore(visit, subject, loginMethod)) throw secondFactorRequired();
  const { token } = await startSession(visit, subject.user, amrOfLogin({ loginMethod }));
  return handedOver(visit.settings, token, false);
}

/** A single call can neither ask for a second factor nor have one made. */
export function secondFactorRequired() {
  return problem(Reason.SECOND_FACTOR_REQUIRED, "a second factor is needed, which only newer clients can ask for");
}

/** Whether a conversation would go on to a second factor after this first one. */
export async function needsMore(visit: Visit, subject: Subject, loginMethod: LoginMethod): Promise<boolean> {
  const { settings } = visit;
  const facts = { settings, has: possessionsOf(subject), loginMethod, canAttachSecurityKey: true };
  const { states } = secondFactorOfLogin({ ...facts, deviceIsTrusted: false });
  if (states.length > 0) return !(await isTrustedDevice(visit, subject.user.userId));
  return mustCreateFactor(settings, facts.has, { flow: "login", knowsEmail: primaryEmail(subject.user) !== undefined });
}

/** Whether a conversation would insist on the creation of a second factor. */
export function mustCreateFactor(
  settings: Visit["settings"],
  has: ReturnType<typeof possessionsOf>,
  { flow, knowsEmail }: { readonly flow: "login" | "registration"; readonly knowsEmail: boolean },
): boolean {
  if (settings.mfa.optional) return false;
  const facts = { settings, flow, has, knowsEmail, canAttachSecurityKey: true };
  return secondFactorToCreate({ ...facts, passwordStillToCome: false, wasAsked: false }).states.length > 0;
}
