import type { ServiceImpl } from "@connectrpc/connect";
import { callerOf, type UnitDeps } from "@signet/kit";
import type { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { uuidArgument } from "../arguments.ts";
import { verifyAttestation } from "./attestation.ts";
import { ceremonyFrom, ceremonyToProto, newCeremony } from "./ceremony.ts";
import { newWebauthnCredential } from "./credential.ts";
import { credentialTaken, storeCredential } from "./insert.ts";
import { creationOptions } from "./options.ts";
import { policyOf, relyingPartyOf, useFrom } from "./policy.ts";
import { webauthnCredentialToProto } from "./proto.ts";
import { readAttestationAnswer } from "./response.ts";
import type { WebauthnStore } from "./store.ts";

/** What registration ceremonies depend on. */
export interface RegistrationDeps extends Pick<UnitDeps, "settings" | "now" | "log"> {
  readonly store: WebauthnStore;
}

type Handlers = Pick<ServiceImpl<typeof WebauthnService>, "createRegistrationOptions" | "verifyRegistration">;

/** Registration ceremonies (WebAuthn Level 3 section 7.1). */
export function registrationHandlers({ store, settings, now, log }: RegistrationDeps): Handlers {
  return {
    async createRegistrationOptions({ use, userId, userName, userDisplayName, excludeExisting }, context) {
      const { tenantId } = callerOf(context);
      const user = { id: uuidArgument("user_id", userId), name: userName, displayName: userDisplayName };
      const relyingParty = relyingPartyOf(settings(tenantId));
      const policy = policyOf(useFrom(use), settings(tenantId));
      const exclude = excludeExisting ? await store.list(tenantId, user.id) : [];

      const ceremony = newCeremony(
        { userVerification: policy.userVerification, userId: user.id, allowedCredentialIds: [] },
        { timeoutMs: policy.timeouts.registration, now: now() },
      );
      const options = creationOptions({ relyingParty, policy, challenge: ceremony.challenge, user, exclude });
      return { optionsJson: JSON.stringify(options), ceremony: ceremonyToProto(ceremony) };
    },

    async verifyRegistration(request, context) {
      const { tenantId } = callerOf(context);
      const time = now();
      const ceremony = ceremonyFrom(request.ceremony);
      const relyingParty = relyingPartyOf(settings(tenantId));
      const answer = readAttestationAnswer(request.responseJson);
      const { attested } = await verifyAttestation(answer, { ceremony, relyingParty, now: time, log });

      const userId = uuidArgument("ceremony.user_id", ceremony.userId ?? "");
      const mfaOnly = useFrom(request.use) === "security-key";
      const credential = newWebauthnCredential(attested, { userId, mfaOnly, now: time });
      if (!request.store) {
        // Step 26: told now, while the person can choose another, and not once there is a user to go with it.
        if (await store.findOwner(tenantId, credential.id)) throw credentialTaken();
        return { credential: webauthnCredentialToProto(credential) };
      }
      const { limit, user } = request;
      const stored = await storeCredential(store, credential, { limit, user, caller: callerOf(context), now: time });
      return { credential: webauthnCredentialToProto(stored) };
    },
  };
}
