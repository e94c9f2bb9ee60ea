import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { problem, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type {
  AddEmailRequest,
  AddEmailResponseSchema,
  MakeEmailPrimaryRequest,
  RemoveEmailRequest,
} from "@signet/proto/flow/v1/classic_account_service";
import type { Email } from "@signet/proto/identity/v1/user";
import { addEmail as add, makePrimary, removeEmail as remove } from "../account/emails.ts";
import type { Subject } from "../engine/types.ts";
import { isDeletable } from "../policy/profile.ts";
import { oneof } from "../subject.ts";
import { readAddress } from "./address.ts";
import { limited } from "./limits.ts";
import { keepAside } from "./sign-up.ts";
import { type ClassicVisit, demand, signedIn } from "./visit.ts";

/** Adds an address; where it has to be proven, a code that does so makes it the user's. */
export async function addEmail(
  anybody: ClassicVisit,
  request: AddEmailRequest,
): Promise<MessageInitShape<typeof AddEmailResponseSchema>> {
  const { visit, subject } = await signedInWithEmail(anybody);
  const { settings, leaves, now } = visit;
  const { userId, emails } = subject.user;
  if (emails.length >= settings.email.limit) {
    throw problem(Reason.EMAIL_LIMIT_REACHED, "there are as many addresses as there may be");
  }
  const address = readAddress(request.address, settings);
  return limited(visit, { what: "lookup", account: "" }, async () => {
    const { user: owner } = await leaves.identity.findUser({ identifier: oneof({ email: address }) }, visit.call());
    if (owner) throw problem(Reason.EMAIL_TAKEN, "the address has an account");
    const emailId = uuidv4();
    const added = { emailId, address, createTime: timestampFromDate(now) };
    if (settings.email.require_verification) {
      await keepAside(visit, { id: emailId, address, userId });
      return added;
    }
    await add(visit, subject, { emailId, address, limit: settings.email.limit });
    return { ...added, userId };
  });
}

/** Makes an address the primary one; it need not be verified. */
export async function makeEmailPrimary(anybody: ClassicVisit, { emailId }: MakeEmailPrimaryRequest) {
  const { visit, subject } = await signedInWithEmail(anybody);
  await makePrimary(visit, subject, ownEmail(subject, emailId));
  return {};
}

/** Removes an address where the rules of the profile let it go; the primary one stays. */
export async function removeEmail(anybody: ClassicVisit, { emailId }: RemoveEmailRequest) {
  const { visit, subject } = await signedInWithEmail(anybody);
  const email = ownEmail(subject, emailId);
  if (email.isPrimary) throw problem(Reason.EMAIL_IS_PRIMARY, "the primary address stays");
  if (!isDeletable(email, { settings: visit.settings, ...subject })) {
    throw problem(Reason.LAST_METHOD, "without this address there would be no way in");
  }
  await remove(visit, subject, email);
  return {};
}

function signedInWithEmail(anybody: ClassicVisit) {
  demand(anybody.settings.email.enabled, "addresses");
  return signedIn(anybody);
}

function ownEmail({ user }: Subject, emailId: string): Email {
  const email = user.emails.find((each) => each.emailId === emailId);
  if (!email) throw problem(Reason.EMAIL_NOT_FOUND, "there is no such address");
  return email;
}
