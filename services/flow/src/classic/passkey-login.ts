import type { MessageInitShape } from "@bufbuild/protobuf";
import { problem } from "@signet/kit";
import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import type {
  CreateLoginOptionsRequest,
  CreateLoginOptionsResponseSchema,
  LogInWithPasskeyRequest,
  LogInWithPasskeyResponseSchema,
} from "@signet/proto/flow/v1/classic_service";
import { ClassicStep } from "@signet/proto/flow/v1/flow_events";
import { keepChallenge, takeChallenge } from "./challenges.ts";
import { signIn } from "./sign-in.ts";
import { takeStep } from "./steps.ts";
import { asUser, type ClassicVisit, demand } from "./visit.ts";

/** Options for a passkey of a user, or for any. */
export async function createLoginOptions(
  visit: ClassicVisit,
  { userId }: CreateLoginOptionsRequest,
): Promise<MessageInitShape<typeof CreateLoginOptionsResponseSchema>> {
  demand(visit.settings.passkey.enabled, "passkeys");
  const { identity, webauthn } = visit.leaves;
  return takeStep(visit, ClassicStep.WEBAUTHN_AUTHENTICATION_INIT, async (identify) => {
    const { user } = userId === "" ? {} : await identity.getUser({ userId }, visit.call());
    if (user) identify(asUser(visit, user));
    const request = { userId, use: WebauthnUse.PASSKEY, allow: WebauthnUse.PASSKEY };
    const { optionsJson, ceremony } = await webauthn.createAuthenticationOptions(request, visit.call());
    await keepChallenge(visit, "authentication", ceremony);
    return { optionsJson };
  });
}

/** Signs in with a passkey. A challenge is good for one answer, right or wrong. */
export async function logInWithPasskey(
  visit: ClassicVisit,
  { responseJson }: LogInWithPasskeyRequest,
): Promise<MessageInitShape<typeof LogInWithPasskeyResponseSchema>> {
  demand(visit.settings.passkey.enabled, "passkeys");
  const { identity, webauthn } = visit.leaves;
  return takeStep(visit, ClassicStep.WEBAUTHN_AUTHENTICATION_FINAL, async (identify) => {
    const ceremony = await takeChallenge(visit, "authentication", responseJson);
    const request = { responseJson, ceremony, secondFactor: false };
    const { credential, credentials } = await webauthn.verifyAuthentication(request, visit.call());
    if (!credential || !credentials) throw new Error("credential verified a passkey without telling which");
    const { userId, credentialId } = credential;
    const { user } = await identity.getUser({ userId }, visit.call());
    if (!user) throw problem(Reason.USER_NOT_FOUND, "the user is gone");
    const self = asUser(visit, user);
    identify(self);
    return { userId, credentialId, session: await signIn(self, { user, credentials }, "passkey") };
  });
}
