import { randomBytes } from "node:crypto";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, type UnitDeps } from "@signet/kit";
import { DeviceService } from "@signet/proto/credential/v1/device_service";
import { uuidArgument } from "../arguments.ts";
import type { DeviceStore } from "./store.ts";

/** What the handlers depend on. */
export interface DeviceDeps extends Pick<UnitDeps, "settings" | "secrets" | "now"> {
  readonly store: DeviceStore;
}

/** What MACs of tokens are made for. */
const PURPOSE = "device";
const TOKEN_BYTES = 64;

/** Serves signet.credential.v1.DeviceService. */
export function deviceRoutes({ store, settings, secrets, now }: DeviceDeps) {
  return (router: ConnectRouter) =>
    router.service(DeviceService, {
      async trustDevice({ userId, deviceId }, context) {
        const { tenantId } = callerOf(context);
        const token = newToken();
        const device = {
          id: uuidArgument("device_id", deviceId),
          userId: uuidArgument("user_id", userId),
          tokenMac: secrets.mac(PURPOSE, token),
          expireTime: new Date(now().getTime() + settings(tenantId).mfa.device_trust_duration),
          createTime: now(),
        };
        await store.put(tenantId, device);
        return { token, expireTime: timestampFromDate(device.expireTime) };
      },

      async checkDevice({ userId, token }, context) {
        const { tenantId } = callerOf(context);
        const macs = secrets.macs(PURPOSE, token);
        return { trusted: await store.isTrusted(tenantId, uuidArgument("user_id", userId), { macs, now: now() }) };
      },

      async deleteDevices({ userId }, context) {
        const { tenantId } = callerOf(context);
        await store.deleteAll(tenantId, uuidArgument("user_id", userId));
        return {};
      },
    });
}

/** Base64url with padding, as the cookie has always had it. */
function newToken(): string {
  const text = randomBytes(TOKEN_BYTES).toString("base64url");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
