import type { MessageInitShape } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import { problem, reasonOf } from "@signet/kit";
import { UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { LogInWithPasscodeRequest, LogInWithPasscodeResponseSchema } from "@signet/proto/flow/v1/classic_service";
import { ClassicStep } from "@signet/proto/flow/v1/flow_events";
import type { Session } from "@signet/proto/token/v1/session";
import { addEmail, confirmEmail } from "../account/emails.ts";
import type { Subject } from "../engine/types.ts";
import type { MailedPasscode } from "./ceremony.ts";
import { demandPasscodes, mismatch, passcodeToProto } from "./passcode-mail.ts";
import { needsMore, signIn } from "./sign-in.ts";
import { demandSignUp } from "./sign-up.ts";
import { takeStep } from "./steps.ts";
import { asUser, type ClassicVisit, findSubject, sessionOf } from "./visit.ts";

/** Uses a mailed code up: its address is proven, and whose it is is signed in. */
export async function logInWithPasscode(
  anybody: ClassicVisit,
  { passcodeId, code }: LogInWithPasscodeRequest,
): Promise<MessageInitShape<typeof LogInWithPasscodeResponseSchema>> {
  demandPasscodes(anybody);
  return takeStep(anybody, ClassicStep.PASSCODE_LOGIN_FINAL, async (identify) => {
    const passcode = await anybody.ceremonies.find(anybody.tenantId, "passcode", passcodeId);
    if (!passcode) throw unknownPasscode();
    const [subject, session] = await Promise.all([findSubject(anybody, passcode.userId), sessionOf(anybody)]);
    const visit = subject ? asUser(anybody, subject.user) : anybody.as(passcode.userId, passcode.address);
    identify(visit);
    if (passcode.codeExpiresAt < visit.now.getTime()) throw problem(Reason.PASSCODE_EXPIRED, "timed out passcode");

    checkAllowed(visit, passcode, { subject, session });
    await useUp(visit, passcode, code);
    const proven = await prove(visit, passcode, subject);
    identify(asUser(visit, proven.user));
    const shown = { passcode: passcodeToProto(passcode) };
    // Whoever proves another address stays signed in; that alone does not stand for a second factor.
    if (session && (await needsMore(visit, proven, "passcode"))) return shown;
    return { ...shown, session: await signIn(visit, proven, "passcode") };
  });
}

/** Before a code is even looked at: it signs its user in, adds an address to an account in use, or makes an account. */
function checkAllowed(
  { settings }: ClassicVisit,
  { userId, emailId }: MailedPasscode,
  { subject, session }: { readonly subject: Subject | undefined; readonly session: Session | undefined },
): void {
  if (session && session.userId !== userId) throw mismatch("the session belongs to another user");
  if (!subject) {
    demandSignUp(settings);
    return;
  }
  const { emails } = subject.user;
  const isOwn = emails.some((email) => email.emailId === emailId);
  if (!session && !isOwn && emails.length > 0) throw mismatch("only who is signed in may add an address");
}

/** A code counts once; after too many wrong ones it is forgotten. */
async function useUp({ leaves, ceremonies, tenantId, call }: ClassicVisit, { id }: MailedPasscode, code: string) {
  try {
    await leaves.passcodes.checkPasscode({ passcodeId: id, code }, call());
  } catch (error) {
    if (reasonOf(error) === Reason.PASSCODE_ATTEMPTS_EXHAUSTED) await ceremonies.take(tenantId, "passcode", id);
    throw error;
  }
  await ceremonies.take(tenantId, "passcode", id);
}

/** Makes the address a proven one of its user, and the user where there is none yet. */
async function prove(visit: ClassicVisit, passcode: MailedPasscode, subject: Subject | undefined): Promise<Subject> {
  const { emailId, address, userId } = passcode;
  const known = subject?.user.emails.find((email) => email.emailId === emailId);
  if (subject && known?.isVerified) return subject;
  if (subject && known) return changed(subject, await confirmEmail(visit, subject, emailId));

  // An address that nobody keeps aside was its user's and was taken away, or went with them, after the code was mailed.
  if (!(await visit.ceremonies.take(visit.tenantId, "address", emailId))) throw unknownPasscode();
  if (subject) {
    const { limit } = visit.settings.email;
    return changed(subject, await addEmail(visit, subject, { emailId, address, isVerified: true, limit }));
  }
  const emails = [{ emailId, address, isVerified: true, isPrimary: true }];
  const { user } = await visit.leaves.identity.createUser({ userId, emails }, visit.call());
  if (!user) throw new Error("identity created a user without telling which");
  return { user, credentials: create(UserCredentialsSchema, { userId }) };
}

function unknownPasscode() {
  return problem(Reason.PASSCODE_NOT_FOUND, "unknown passcode");
}

function changed(subject: Subject, user: Subject["user"] | undefined): Subject {
  if (!user) throw new Error("identity changed a user without telling how");
  return { ...subject, user };
}
