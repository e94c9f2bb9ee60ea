import { expect } from "vitest";
import type { Told } from "./visitor.ts";

/** Any UUID. */
export const anyId: string = expect.stringMatching(/^[0-9a-f-]{36}$/);

/** An entry about a conversation. */
export function told(type: string, details: Readonly<Record<string, unknown>> = {}): Told {
  return { type, details: { flow_id: anyId, ...details } };
}

/** A sign-in that failed in a conversation. */
export function failure(login_method: string, error: string): Told {
  return { ...told("login_failure", { login_method }), error };
}

/** The mail that tells the owner about a change made in a conversation, to their first address unless another is given. */
export function mailed(template: string, to?: string): Told {
  return {
    type: "security_notification_sent",
    details: ({ address }) => ({ flow_id: anyId, template, email_address: to ?? address, delivered_by_hanko: "true" }),
  };
}
