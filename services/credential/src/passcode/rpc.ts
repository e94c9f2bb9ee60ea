import { type Duration, durationMs, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, problem, type UnitDeps } from "@signet/kit";
import { PasscodeService } from "@signet/proto/credential/v1/passcode_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { textArgument, uuidArgument } from "../arguments.ts";
import { macText, newCode, wrongCode } from "./passcode.ts";
import type { PasscodeStore } from "./store.ts";

/** What the handlers depend on. */
export interface PasscodeDeps extends Pick<UnitDeps, "settings" | "secrets" | "now"> {
  readonly store: PasscodeStore;
}

/** What MACs of codes are made for. */
const PURPOSE = "passcode";

/** Serves signet.credential.v1.PasscodeService. */
export function passcodeRoutes({ store, settings, secrets, now }: PasscodeDeps) {
  return (router: ConnectRouter) =>
    router.service(PasscodeService, {
      async createPasscode({ passcodeId, address, ttl }, context) {
        const { tenantId } = callerOf(context);
        const { email } = settings(tenantId);
        const id = uuidArgument("passcode_id", passcodeId);
        const code = newCode(email.passcode_charset);
        const expireTime = new Date(now().getTime() + lifeFrom(ttl, email.passcode_ttl * 1_000));
        await store.put(tenantId, {
          id,
          address: textArgument("address", address, 1_000),
          codeMac: secrets.mac(PURPOSE, macText(id, code)),
          expireTime,
          createTime: now(),
        });
        return { code, expireTime: timestampFromDate(expireTime) };
      },

      async checkPasscode({ passcodeId, code }, context) {
        const { tenantId } = callerOf(context);
        const id = uuidArgument("passcode_id", passcodeId);
        const attempt = await store.attempt(tenantId, id, now());
        if (!attempt) throw wrongCode(await store.attempts(tenantId, id));
        if (!secrets.isMac(PURPOSE, macText(id, code), attempt.codeMac)) throw wrongCode(attempt.attempts);
        // The attempt was the last that could be granted, or another with the same code was quicker.
        if (!(await store.take(tenantId, id))) throw wrongCode(0);
        return { address: attempt.address };
      },
    });
}

function lifeFrom(ttl: Duration | undefined, byDefault: number): number {
  if (ttl === undefined) return byDefault;
  const life = durationMs(ttl);
  if (life <= 0 || life > MAX_LIFE_MS)
    throw problem(Reason.ARGUMENT_INVALID, "ttl must be positive, and a week at most");
  return life;
}

const MAX_LIFE_MS = 7 * 24 * 3_600_000;
