import { tokenFor } from "../policy/device-trust.ts";
import type { Visit } from "../visit.ts";

/** Whether this device was trusted by this user (flow-api.md section 8.6). */
export async function isTrustedDevice({ client, leaves, call }: Visit, userId: string): Promise<boolean> {
  const token = tokenFor(client?.deviceTrust ?? "", userId);
  if (token === undefined) return false;
  return (await leaves.devices.checkDevice({ userId, token }, call())).trusted;
}
