import { availableParallelism } from "node:os";
import { leftoversIn, type Unit } from "@signet/kit";
import { ApiKeyService } from "@signet/proto/credential/v1/api_key_service";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { CredentialTransferService } from "@signet/proto/credential/v1/credential_transfer_service";
import { DeviceService } from "@signet/proto/credential/v1/device_service";
import { PasscodeService } from "@signet/proto/credential/v1/passcode_service";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { KEPT_AFTER_END_MS } from "./api-key/api-key.ts";
import { apiKeyRoutes } from "./api-key/rpc.ts";
import { createApiKeyStore } from "./api-key/store.ts";
import { createApiKeyVerifier } from "./api-key/verifier.ts";
import { deviceRoutes } from "./device/rpc.ts";
import { createDeviceStore } from "./device/store.ts";
import { passcodeRoutes } from "./passcode/rpc.ts";
import { createPasscodeStore } from "./passcode/store.ts";
import { createHasher } from "./password/hasher.ts";
import { passwordRoutes } from "./password/rpc.ts";
import { createPasswordStore } from "./password/store.ts";
import { createWorkQueue } from "./password/work-queue.ts";
import { createRelyingParties, relyingPartyServices } from "./relying-party/index.ts";
import { createRecoveryCodeStore } from "./totp/recovery-code-store.ts";
import { totpRoutes } from "./totp/rpc.ts";
import { createTotpStore } from "./totp/store.ts";
import { credentialTransferRoutes } from "./transfer/rpc.ts";
import { userDeletedListener } from "./user-credentials/events.ts";
import { userCredentialsRoutes } from "./user-credentials/rpc.ts";
import { createUserCredentialsStore } from "./user-credentials/store.ts";
import { createKeyReader } from "./webauthn/public-key.ts";
import { webauthnRoutes } from "./webauthn/rpc.ts";
import { createWebauthnStore } from "./webauthn/store.ts";

/** At 20 ms a hash and two cores, the last in a full line waits about five seconds. */
const WAITING_HASHES = 512;
/** What has expired is kept for a day, so that late answers still say why. */
const KEPT_AFTER_EXPIRY_MS = 24 * 3_600_000;

/** What users prove themselves with: passkeys, passwords, passcodes, authenticator apps, trusted devices; and the keys of programs. */
export const credential: Unit = {
  name: "credential",
  services: [
    CredentialService,
    WebauthnService,
    PasswordService,
    PasscodeService,
    TotpService,
    DeviceService,
    ApiKeyService,
    ...relyingPartyServices,
    CredentialTransferService,
  ],
  outbox: true,

  create(deps) {
    const { db, now } = deps;
    const users = createUserCredentialsStore(db);
    const passcodes = createPasscodeStore(db);
    const devices = createDeviceStore(db);
    const apiKeys = createApiKeyStore(db);
    const verifier = createApiKeyVerifier({ ...deps, store: apiKeys });
    const keyOf = createKeyReader();
    const relyingParties = createRelyingParties({ ...deps, verifier, keyOf });
    const queue = createWorkQueue({ concurrency: availableParallelism(), waiting: WAITING_HASHES });
    const routes = [
      userCredentialsRoutes({ ...deps, store: users }),
      webauthnRoutes({ ...deps, store: createWebauthnStore(db), keyOf }),
      passwordRoutes({ ...deps, store: createPasswordStore(db), hasher: createHasher(queue) }),
      passcodeRoutes({ ...deps, store: passcodes }),
      totpRoutes({ ...deps, store: createTotpStore(db), recoveryCodes: createRecoveryCodeStore(db) }),
      deviceRoutes({ ...deps, store: devices }),
      apiKeyRoutes({ ...deps, store: apiKeys, verifier, parties: relyingParties.parties }),
      ...relyingParties.routes,
      credentialTransferRoutes(deps),
    ];

    const over = (keptMs: number) => ({ lt: new Date(now().getTime() - keptMs) });
    const { credentialPasscode, credentialDevice, credentialApiKey } = db.prisma;

    return {
      routes(router) {
        for (const route of routes) route(router);
      },
      listeners: [userDeletedListener(users)],
      leftovers: [
        leftoversIn("passcodes", credentialPasscode, () => ({ expiresAt: over(KEPT_AFTER_EXPIRY_MS) })),
        leftoversIn("trusted_devices", credentialDevice, () => ({ expiresAt: over(KEPT_AFTER_EXPIRY_MS) })),
        leftoversIn("api_keys", credentialApiKey, () => ({
          OR: [{ revokedAt: over(KEPT_AFTER_END_MS) }, { expiresAt: over(KEPT_AFTER_END_MS) }],
        })),
        ...relyingParties.leftovers(() => over(KEPT_AFTER_EXPIRY_MS)),
      ],
      run: (signal) => relyingParties.run(signal),
    };
  },
};
