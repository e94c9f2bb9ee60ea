import { tokenFor } from "../policy/device-trust.ts";
import type { Visit } from "../visit.ts";

/** Whether this device was trusted by this user (flow-api.md section 8.6). */
export async function isTrustedDevice(visit: Visit, userId: string): Promise<boolean> {
  return (await trustTokenOf(visit, userId)) !== undefined;
}

/** The token by which this device is trusted by this user. */
export async function trustTokenOf({ client, leaves, call }: Visit, userId: string): Promise<string | undefined> {
  const token = tokenFor(client?.deviceTrust ?? "", userId);
  if (token === undefined) return undefined;
  return (await leaves.devices.checkDevice({ userId, token }, call())).trusted ? token : undefined;
}
