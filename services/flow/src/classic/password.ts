import type { MessageInitShape } from "@bufbuild/protobuf";
import { problem, rescue } from "@signet/kit";
import { PasswordContext } from "@signet/proto/credential/v1/password_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { SetPasswordRequest, SetPasswordResponseSchema } from "@signet/proto/flow/v1/classic_account_service";
import type { LogInWithPasswordRequest, LogInWithPasswordResponseSchema } from "@signet/proto/flow/v1/classic_service";
import { ClassicStep } from "@signet/proto/flow/v1/flow_events";
import { setPassword as set } from "../account/password.ts";
import { longestPassword, passwordFault } from "../actions/password-rules.ts";
import { limited, limitOf } from "./limits.ts";
import { mismatch } from "./passcode-mail.ts";
import { signIn } from "./sign-in.ts";
import { takeStep } from "./steps.ts";
import { asUser, type ClassicVisit, demand, signedIn } from "./visit.ts";

/** Signs in with a password. Takes as long for nobody as for somebody. */
export async function logInWithPassword(
  visit: ClassicVisit,
  { userId, password }: LogInWithPasswordRequest,
): Promise<MessageInitShape<typeof LogInWithPasswordResponseSchema>> {
  demand(visit.settings.password.enabled, "passwords");
  return takeStep(visit, ClassicStep.PASSWORD_LOGIN, async (identify) =>
    limited(visit, { what: "password", account: userId, userId }, async (taken) => {
      if (Buffer.byteLength(password) > longestPassword) throw tooLong();
      const { leaves } = visit;
      const checked = await rescue(leaves.passwords.checkPassword({ userId, password }, visit.call()), {
        [Reason.PASSWORD_INVALID]: (failure) => failure,
      });
      // Afterwards, since the check takes long enough for somebody to be deleted meanwhile.
      const user = await findUser(visit, userId);
      // Told of the account that it was tried at, right or wrong.
      if (!user) throw problem(Reason.PASSWORD_INVALID, `unknown user: ${userId}`);
      const self = asUser(visit, user);
      identify(self);
      if (checked instanceof Error) throw checked;
      const { credentials } = checked;
      if (!credentials) throw new Error("credential checked a password without telling whose");
      return { session: await signIn(self, { user, credentials }, "password"), limit: limitOf(taken) };
    }),
  );
}

/** Sets the password of who is signed in. */
export async function setPassword(
  anybody: ClassicVisit,
  { userId, password }: SetPasswordRequest,
): Promise<MessageInitShape<typeof SetPasswordResponseSchema>> {
  demand(anybody.settings.password.enabled, "passwords");
  const { visit, subject } = await signedIn(anybody);
  return takeStep(visit, ClassicStep.PASSWORD_SET, async () => {
    const fault = passwordFault(password, visit.settings);
    if (fault === "value_too_long_error") throw tooLong();
    if (fault) throw problem(Reason.PASSWORD_TOO_SHORT, "password too short");
    if (userId !== subject.user.userId) {
      if (!(await findUser(visit, userId))) throw problem(Reason.USER_NOT_FOUND, `unknown user: ${userId}`);
      throw mismatch(`wrong user: expected ${subject.user.userId} -> got ${userId}`);
    }
    return { created: await set(visit, subject.user, { password, context: PasswordContext.PROFILE }) };
  });
}

async function findUser({ leaves, call }: ClassicVisit, userId: string) {
  const request = leaves.identity.getUser({ userId }, call());
  return (await rescue(request, { [Reason.USER_NOT_FOUND]: () => undefined }))?.user;
}

function tooLong() {
  return problem(Reason.PASSWORD_TOO_LONG, "password too long");
}
