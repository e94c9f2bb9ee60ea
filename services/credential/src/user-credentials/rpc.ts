import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, problem, type UnitDeps, uuidv7 } from "@signet/kit";
import { type CreateUserCredentialsRequest, CredentialService } from "@signet/proto/credential/v1/credential_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { uuidArgument } from "../arguments.ts";
import { isKnownHash } from "../password/imported-hashes.ts";
import { webauthnCredentialFrom } from "../webauthn/proto.ts";
import { userCredentialsToProto } from "./proto.ts";
import type { UserCredentialsStore } from "./store.ts";
import { type Collected, noCredentials, type UserCredentials } from "./user-credentials.ts";

/** What the handlers depend on. */
export interface UserCredentialsDeps extends Pick<UnitDeps, "now"> {
  readonly store: UserCredentialsStore;
}

/** Serves signet.credential.v1.CredentialService. */
export function userCredentialsRoutes({ store, now }: UserCredentialsDeps) {
  return (router: ConnectRouter) =>
    router.service(CredentialService, {
      async getUserCredentials({ userId }, context) {
        const { tenantId } = callerOf(context);
        return { credentials: userCredentialsToProto(await store.find(tenantId, uuidArgument("user_id", userId))) };
      },

      // The end of a registration. What was collected is told with the creation of the user, so it has no event here.
      async createUserCredentials(request, context) {
        const { tenantId } = callerOf(context);
        const userId = uuidArgument("user_id", request.userId);
        const collected = collectedFrom({ ...request, userId }, now());
        if (await store.insert(tenantId, userId, collected)) {
          return { credentials: userCredentialsToProto({ ...noCredentials(userId), ...collected }) };
        }

        const present = await store.find(tenantId, userId); // The same call, repeated?
        if (!hasAll(present, collected)) {
          throw problem(Reason.WEBAUTHN_CREDENTIAL_TAKEN, "a credential is registered to somebody else");
        }
        return { credentials: userCredentialsToProto(present) };
      },

      async deleteUserCredentials({ userId }, context) {
        const { tenantId } = callerOf(context);
        await store.delete(tenantId, uuidArgument("user_id", userId));
        return {};
      },
    });
}

function collectedFrom(request: CreateUserCredentialsRequest, now: Date): Collected {
  const { userId, passwordHash, sealedTotpSecret, totpStep } = request;
  const webauthnCredentials = request.webauthnCredentials.map((each) => webauthnCredentialFrom(each, now));
  if (webauthnCredentials.some((each) => each.userId !== userId)) {
    throw problem(Reason.ARGUMENT_INVALID, "every credential must belong to the user");
  }
  if (passwordHash !== "" && !isKnownHash(passwordHash)) {
    throw problem(Reason.ARGUMENT_INVALID, "password_hash must come from HashPassword");
  }
  return {
    webauthnCredentials,
    password: passwordHash ? { id: uuidv7(now), hash: passwordHash, createTime: now, updateTime: now } : undefined,
    totp: sealedTotpSecret
      ? { id: uuidv7(now), sealedSecret: sealedTotpSecret, lastStep: totpStep, createTime: now }
      : undefined,
  };
}

function hasAll(present: UserCredentials, { webauthnCredentials, password, totp }: Collected): boolean {
  const ids = new Set(present.webauthnCredentials.map(({ id }) => id));
  return (
    webauthnCredentials.every(({ id }) => ids.has(id)) &&
    (!password || present.password !== undefined) &&
    (!totp || present.totp !== undefined)
  );
}
