import type { MessageInitShape } from "@bufbuild/protobuf";
import { problem, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type {
  LookUpUserRequest,
  LookUpUserResponseSchema,
  SignUpRequest,
  SignUpResponseSchema,
} from "@signet/proto/flow/v1/classic_service";
import { handedOver, startSession } from "../account/session.ts";
import { oneof } from "../subject.ts";
import { readAddress } from "./address.ts";
import { limited } from "./limits.ts";
import { mustCreateFactor, secondFactorRequired } from "./sign-in.ts";
import type { ClassicVisit } from "./visit.ts";

/** How long an address waits for its code. */
const PENDING_MS = 24 * 60 * 60_000;

/** That an address has an account is what this tells: clients ask before they show anything else. */
export async function lookUpUser(
  visit: ClassicVisit,
  { email }: LookUpUserRequest,
): Promise<MessageInitShape<typeof LookUpUserResponseSchema>> {
  const { leaves, settings } = visit;
  const address = readAddress(email, settings);
  return limited(visit, { what: "lookup", account: "" }, async () => {
    const { user } = await leaves.identity.findUser({ identifier: oneof({ email: address }) }, visit.call());
    const found = user?.emails.find((each) => each.address === address);
    if (!user || !found) throw problem(Reason.USER_NOT_FOUND, "there is no account with this address");
    const { credentials } = await leaves.credentials.getUserCredentials({ userId: user.userId }, visit.call());
    return {
      userId: user.userId,
      emailId: found.emailId,
      isVerified: found.isVerified,
      hasWebauthnCredential: (credentials?.webauthnCredentials.length ?? 0) > 0,
    };
  });
}

/** An account for an address, at once or as soon as a code proves the address. */
export async function signUp(
  visit: ClassicVisit,
  { email }: SignUpRequest,
): Promise<MessageInitShape<typeof SignUpResponseSchema>> {
  const { settings, leaves } = visit;
  demandSignUp(settings);
  const address = readAddress(email, settings);
  if (mustCreateFactor(settings, { email: true }, { flow: "registration", knowsEmail: true })) {
    throw secondFactorRequired();
  }
  return limited(visit, { what: "lookup", account: "" }, async () => {
    const { user: owner } = await leaves.identity.findUser({ identifier: oneof({ email: address }) }, visit.call());
    if (owner) throw problem(Reason.EMAIL_TAKEN, "there is an account with this address");
    const ids = { userId: uuidv4(), emailId: uuidv4() };
    if (!settings.email.require_verification) return { ...ids, session: await createUnproven(visit, address, ids) };
    await keepAside(visit, { address, userId: ids.userId, id: ids.emailId });
    return ids;
  });
}

/** Fails with SIGN_UP_DISABLED where no accounts are to be made. */
export function demandSignUp({ account, email }: ClassicVisit["settings"]): void {
  if (account.allow_signup && email.enabled) return;
  throw problem(Reason.SIGN_UP_DISABLED, "new accounts are switched off");
}

/** Keeps an address for a user until a code proves it. */
export async function keepAside(
  { ceremonies, tenantId, now }: ClassicVisit,
  pending: { readonly id: string; readonly address: string; readonly userId: string },
): Promise<void> {
  const until = new Date(now.getTime() + PENDING_MS);
  await ceremonies.put(tenantId, { kind: "address", ...pending }, { now, until });
}

async function createUnproven(
  visit: ClassicVisit,
  address: string,
  { userId, emailId }: { readonly userId: string; readonly emailId: string },
) {
  // Whoever signs up does so themselves.
  const self = visit.as(userId, address);
  const emails = [{ emailId, address, isPrimary: true }];
  const { user } = await self.leaves.identity.createUser({ userId, emails }, self.call());
  if (!user) throw new Error("identity created a user without telling which");
  const { token } = await startSession(self, user, []);
  return handedOver(visit.settings, token, false);
}
