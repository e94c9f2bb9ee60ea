import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, outboxRow, problem, type UnitDeps, uuidv7 } from "@signet/kit";
import { TotpCreatedSchema, TotpDeletedSchema } from "@signet/proto/credential/v1/credential_events";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { uuidArgument } from "../arguments.ts";
import { totpToProto } from "../user-credentials/proto.ts";
import { qrCode } from "./picture.ts";
import { macText, newRecoveryCodes, recoveryCodeFrom } from "./recovery-code.ts";
import type { RecoveryCodeStore } from "./recovery-code-store.ts";
import type { TotpStore } from "./store.ts";
import { newTotpSecret, otpauthUri, stepOfCode, TOTP_PURPOSE, totpSecretFrom } from "./totp.ts";

/** What the handlers depend on. */
export interface TotpDeps extends Pick<UnitDeps, "settings" | "secrets" | "now"> {
  readonly store: TotpStore;
  readonly recoveryCodes: RecoveryCodeStore;
}

/** What MACs of recovery codes are made for. */
const RECOVERY_CODE = "recovery-code";

/** Serves signet.credential.v1.TotpService. */
export function totpRoutes({ store, recoveryCodes, settings, secrets, now }: TotpDeps) {
  return (router: ConnectRouter) =>
    router.service(TotpService, {
      async createTotpSecret({ account, secret: given }, context) {
        const { tenantId } = callerOf(context);
        const secret = given === "" ? newTotpSecret() : totpSecretFrom(given);
        const uri = otpauthUri(secret, { issuer: settings(tenantId).service.name, account });
        return { secret, imageSource: await qrCode(uri) };
      },

      async verifyTotpEnrolment({ secret: given, code, user, ...request }, context) {
        const { tenantId, origin } = callerOf(context);
        const secret = totpSecretFrom(given);
        const step = stepOfCode(secret, code, now());
        if (step === undefined) throw problem(Reason.TOTP_INVALID, "the code is wrong");
        const enrolled = { step, sealedSecret: secrets.seal(TOTP_PURPOSE, secret) };
        if (!request.store) return enrolled;

        const userId = uuidArgument("user_id", request.userId);
        const present = await store.find(tenantId, userId);
        if (present && secrets.open(TOTP_PURPOSE, present.sealedSecret) === secret) {
          return { ...enrolled, totp: totpToProto(present) }; // The same call, repeated.
        }
        const { sealedSecret } = enrolled;
        const totp = { id: uuidv7(now()), sealedSecret, lastStep: step, createTime: now() };
        const event = outboxRow(TotpCreatedSchema, tenantId, { origin, userId, totpId: totp.id, user }, now());
        await store.put(tenantId, userId, { totp, event });
        return { ...enrolled, totp: totpToProto(totp) };
      },

      async checkTotp({ userId, code }, context) {
        const { tenantId } = callerOf(context);
        const id = uuidArgument("user_id", userId);
        const totp = await store.find(tenantId, id);
        if (!totp) throw problem(Reason.TOTP_NOT_FOUND, "the user has no authenticator app");
        const step = stepOfCode(secrets.open(TOTP_PURPOSE, totp.sealedSecret), code, now());
        if (step === undefined) throw problem(Reason.TOTP_INVALID, "the code is wrong");
        if (!(await store.useStep(tenantId, id, step))) throw problem(Reason.TOTP_ALREADY_USED, "the code was used");
        return {};
      },

      async deleteTotp({ userId: given, user }, context) {
        const { tenantId, origin } = callerOf(context);
        const userId = uuidArgument("user_id", given);
        const event = outboxRow(TotpDeletedSchema, tenantId, { origin, userId, user }, now());
        return { deleted: await store.delete(tenantId, userId, event) };
      },

      async createRecoveryCodes({ userId }, context) {
        const { tenantId } = callerOf(context);
        const id = uuidArgument("user_id", userId);
        const codes = newRecoveryCodes();
        const macs = codes.map((code) => secrets.mac(RECOVERY_CODE, macText(id, code)));
        await recoveryCodes.replace(tenantId, id, { macs, now: now() });
        return { codes: [...codes] };
      },

      async checkRecoveryCode({ userId, code: typed }, context) {
        const { tenantId } = callerOf(context);
        const id = uuidArgument("user_id", userId);
        const code = recoveryCodeFrom(typed);
        const macs = code === undefined ? [] : secrets.macs(RECOVERY_CODE, macText(id, code));
        const codesLeft = macs.length > 0 ? await recoveryCodes.use(tenantId, id, macs) : undefined;
        if (codesLeft === undefined) throw problem(Reason.RECOVERY_CODE_INVALID, "no such recovery code is left");
        return { codesLeft };
      },
    });
}
