import type { ServiceImpl } from "@connectrpc/connect";
import { callerOf, problem, type UnitDeps } from "@signet/kit";
import { WebauthnUse } from "@signet/proto/credential/v1/credential";
import type { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { uuidArgument } from "../arguments.ts";
import { userCredentialsToProto } from "../user-credentials/proto.ts";
import { withCredential } from "../user-credentials/user-credentials.ts";
import { verifyAssertion } from "./assertion.ts";
import { ceremonyFrom, ceremonyToProto, newCeremony } from "./ceremony.ts";
import { used } from "./credential.ts";
import { requestOptions } from "./options.ts";
import { policyOf, relyingPartyOf, useFrom } from "./policy.ts";
import { webauthnCredentialToProto } from "./proto.ts";
import type { KeyReader } from "./public-key.ts";
import { refused } from "./refused.ts";
import { readAssertionAnswer } from "./response.ts";
import type { WebauthnStore } from "./store.ts";

/** What authentication ceremonies depend on. */
export interface AuthenticationDeps extends Pick<UnitDeps, "settings" | "now"> {
  readonly store: WebauthnStore;
  readonly keyOf: KeyReader;
}

type Handlers = Pick<ServiceImpl<typeof WebauthnService>, "createAuthenticationOptions" | "verifyAuthentication">;

/** Authentication ceremonies (WebAuthn Level 3 section 7.2). */
export function authenticationHandlers({ store, keyOf, settings, now }: AuthenticationDeps): Handlers {
  return {
    async createAuthenticationOptions({ userId, allow, use }, context) {
      const { tenantId } = callerOf(context);
      const relyingParty = relyingPartyOf(settings(tenantId));
      const policy = policyOf(useFrom(use), settings(tenantId));
      const allowed = userId ? await store.list(tenantId, uuidArgument("user_id", userId), filterOf(allow)) : [];

      // Who has no passkey may still find a discoverable one; a second factor stays bound to the user.
      const isBound = allowed.length > 0 || useFrom(use) === "security-key";
      const ceremony = newCeremony(
        {
          userVerification: policy.userVerification,
          userId: isBound && userId ? userId : undefined,
          allowedCredentialIds: allowed.map(({ id }) => id),
        },
        { timeoutMs: policy.timeouts.login, now: now() },
      );
      const options = requestOptions({ relyingParty, policy, challenge: ceremony.challenge, allow: allowed });
      return { optionsJson: JSON.stringify(options), ceremony: ceremonyToProto(ceremony) };
    },

    async verifyAuthentication(request, context) {
      const { tenantId } = callerOf(context);
      const time = now();
      const answer = readAssertionAnswer(request.responseJson);
      const owner = await store.findOwner(tenantId, answer.id);
      const credential = owner?.webauthnCredentials.find(({ id }) => id === answer.id);
      if (!owner || !credential) throw refused("credential", "no such credential");
      if (credential.mfaOnly && !request.secondFactor) {
        throw problem(Reason.WEBAUTHN_CREDENTIAL_MFA_ONLY, "a security key is a second factor only");
      }

      const ceremony = ceremonyFrom(request.ceremony);
      const relyingParty = relyingPartyOf(settings(tenantId));
      const use = verifyAssertion(answer, { ceremony, relyingParty, credential, keyOf, now: time });
      if (!(await store.remember(tenantId, credential, use, time))) {
        throw refused("counter", "the counter moved on meanwhile, or the credential is gone");
      }
      const after = used(credential, use, time);
      return {
        credential: webauthnCredentialToProto(after),
        credentials: userCredentialsToProto(withCredential(owner, after)),
      };
    },
  };
}

function filterOf(allow: WebauthnUse): { readonly mfaOnly?: boolean } {
  return allow === WebauthnUse.UNSPECIFIED ? {} : { mfaOnly: allow === WebauthnUse.SECURITY_KEY };
}
