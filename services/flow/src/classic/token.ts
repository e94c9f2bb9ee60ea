import type { MessageInitShape } from "@bufbuild/protobuf";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { LogInWithTokenRequest, LogInWithTokenResponseSchema } from "@signet/proto/flow/v1/classic_service";
import { ClassicStep } from "@signet/proto/flow/v1/flow_events";
import { limited, limitOf } from "./limits.ts";
import { signIn } from "./sign-in.ts";
import { takeStep } from "./steps.ts";
import { asUser, type ClassicVisit, findSubject } from "./visit.ts";

/** Signs in with a one-time token that another sign-in handed over. */
export async function logInWithToken(
  visit: ClassicVisit,
  { token }: LogInWithTokenRequest,
): Promise<MessageInitShape<typeof LogInWithTokenResponseSchema>> {
  return takeStep(visit, ClassicStep.TOKEN_EXCHANGE, async (identify) =>
    limited(visit, { what: "token", account: "" }, async (taken) => {
      const { userId } = await visit.leaves.tokens.useExchangeToken({ token }, visit.call());
      const subject = await findSubject(visit, userId);
      if (!subject) throw problem(Reason.EXCHANGE_TOKEN_INVALID, "the user of the token is gone");
      const self = asUser(visit, subject.user);
      identify(self);
      return { userId, session: await signIn(self, subject, "third_party"), limit: limitOf(taken) };
    }),
  );
}
