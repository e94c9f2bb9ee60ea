import type { TenantSettings } from "@signet/config";
import { isEmailAddress, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** An address as it is stored and compared, by the rule of the conversations. Fails with EMAIL_INVALID. */
export function readAddress(entered: string, { email }: TenantSettings): string {
  const address = entered.trim().toLowerCase();
  if (isEmailAddress(address) && Buffer.byteLength(address) <= email.max_length) return address;
  throw problem(Reason.EMAIL_INVALID, "the address does not look like name@host");
}
