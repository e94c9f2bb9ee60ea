import { outboxRow } from "@signet/kit";
import { LoginFailedSchema, LoginSucceededSchema } from "@signet/proto/flow/v1/flow_events";
import type { Subject, Turn } from "./engine/types.ts";
import { originOf } from "./origin.ts";

/** Tells that a login failed; kept with the turn. */
export function loginFailed(turn: Turn, loginMethod: string, error: string): void {
  const event = { origin: originOf(turn), loginMethod, error };
  turn.events.push(outboxRow(LoginFailedSchema, turn.flow.tenantId, event, turn.now));
}

/** Tells that a login succeeded; kept with the turn. */
export function loginSucceeded(turn: Turn, user: Subject): void {
  const login = lastLoginOf(turn);
  const event = { origin: originOf(turn), user, login };
  turn.events.push(outboxRow(LoginSucceededSchema, turn.flow.tenantId, event, turn.now));
}

/** How the person signed in this time (flow-api.md section 16.10). */
export function lastLoginOf({ data }: Turn) {
  return { loginMethod: data.loginMethod ?? "", mfaMethod: data.mfaMethod ?? "", thirdPartyProvider: "" };
}
