import type { MessageInitShape } from "@bufbuild/protobuf";
import { durationFromMs, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { isUuid, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { ClassicPasscodeSchema } from "@signet/proto/flow/v1/classic";
import type { SendPasscodeRequest, SendPasscodeResponseSchema } from "@signet/proto/flow/v1/classic_service";
import { ClassicStep } from "@signet/proto/flow/v1/flow_events";
import { mailPasscode } from "../account/passcode.ts";
import type { Subject } from "../engine/types.ts";
import { primaryEmail } from "../subject.ts";
import type { MailedPasscode, PendingAddress } from "./ceremony.ts";
import { limited, limitOf } from "./limits.ts";
import { takeStep } from "./steps.ts";
import { asUser, type ClassicVisit, demand, findSubject, sessionOf } from "./visit.ts";

/** Codes that are too old stay known for a while, so that whoever enters one is told why it is refused. */
const KNOWN_AFTERWARDS_MS = 60 * 60_000;

/** Mails a code to an address of a user, or to one that will be theirs once it is proven. */
export async function sendPasscode(
  visit: ClassicVisit,
  request: SendPasscodeRequest,
): Promise<MessageInitShape<typeof SendPasscodeResponseSchema>> {
  demandPasscodes(visit);
  return takeStep(visit, ClassicStep.PASSCODE_LOGIN_INIT, async (identify) => {
    const { userId } = request;
    const asked = await askedFor(visit, request);
    const { subject, pending } = asked;
    if (!subject && pending?.userId !== userId) throw problem(Reason.USER_NOT_FOUND, "unknown user");
    identify(subject ? asUser(visit, subject.user) : visit.as(userId, pending?.address));

    return limited(visit, { what: "passcode", account: accountOf(asked), userId }, async (taken) => {
      const to = destination(asked) ?? refuse(asked);
      const session = await sessionOf(visit);
      if (session && session.userId !== userId) throw mismatch("the session belongs to another user");
      const passcode = await mail(visit, userId, to);
      return { passcode: passcodeToProto(passcode), limit: limitOf(taken) };
    });
  });
}

/** Where codes are neither sent nor taken, nobody is signed in by one. */
export function demandPasscodes({ settings: { email } }: ClassicVisit): void {
  demand(email.enabled && email.use_for_authentication, "codes");
}

/** What the session or the ceremony of one user cannot do for another. */
export function mismatch(message: string) {
  return problem(Reason.USER_MISMATCH, message);
}

/** A code that was mailed, as the contract shows it. */
export function passcodeToProto(passcode: MailedPasscode): MessageInitShape<typeof ClassicPasscodeSchema> {
  return {
    passcodeId: passcode.id,
    createTime: timestampFromMs(passcode.createdAt),
    ttl: durationFromMs(passcode.codeExpiresAt - passcode.createdAt),
  };
}

/** What was asked for. */
interface Asked {
  readonly userId: string;
  /** Empty: the primary address. */
  readonly emailId: string;
  readonly subject: Subject | undefined;
  /** The address of that id, where it is nobody's yet. */
  readonly pending: PendingAddress | undefined;
}

/** The cookie of a sign-up names an address only for who has none: it stays in the browser when that is over. */
async function askedFor(visit: ClassicVisit, request: SendPasscodeRequest): Promise<Asked> {
  const { userId, fallbackEmailId } = request;
  const [subject, pending] = await Promise.all([
    findSubject(visit, userId),
    pendingOf(visit, request.emailId || fallbackEmailId),
  ]);
  if (request.emailId !== "") return { userId, emailId: request.emailId, subject, pending };
  if (subject && primaryEmail(subject.user)) return { userId, emailId: "", subject, pending: undefined };
  return { userId, emailId: fallbackEmailId, subject, pending };
}

async function pendingOf({ ceremonies, tenantId }: ClassicVisit, emailId: string) {
  return isUuid(emailId) ? ceremonies.find(tenantId, "address", emailId) : undefined;
}

interface Destination {
  readonly emailId: string;
  readonly address: string;
  readonly isVerified: boolean;
}

/** The address that was named, or the primary one; only ever one that is, or may become, the user's. */
function destination({ emailId, userId, subject, pending }: Asked): Destination | undefined {
  if (emailId === "") return subject && primaryEmail(subject.user);
  const named = subject?.user.emails.find((email) => email.emailId === emailId);
  if (named || pending?.userId !== userId) return named;
  return { emailId, address: pending.address, isVerified: false };
}

/** Mails count for the address that they go to, as in conversations, whoever asks for them. */
function accountOf(asked: Asked): string {
  const primary = asked.subject && primaryEmail(asked.subject.user);
  return (destination(asked) ?? primary)?.address ?? asked.userId;
}

function refuse({ emailId, pending }: Asked): never {
  if (emailId !== "" && !isUuid(emailId)) throw problem(Reason.ARGUMENT_INVALID, "failed to parse emailId as uuid");
  if (pending) throw mismatch("the address belongs to another user");
  throw problem(Reason.EMAIL_NOT_FOUND, "the specified emailId is not available");
}

async function mail(visit: ClassicVisit, userId: string, to: Destination): Promise<MailedPasscode> {
  const { now, tenantId, ceremonies } = visit;
  const { emailId, address, isVerified } = to;
  const sent = await mailPasscode(visit, address, isVerified ? "login" : "email_verification");
  const passcode = {
    kind: "passcode",
    id: sent.id,
    address,
    emailId,
    userId,
    createdAt: now.getTime(),
    codeExpiresAt: sent.expiresAt,
  } as const;
  const until = new Date(sent.expiresAt + KNOWN_AFTERWARDS_MS);
  await ceremonies.put(tenantId, passcode, { now, until });
  return passcode;
}
