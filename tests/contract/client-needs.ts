import type { FlowState, Reply } from "@signet/testkit";
import { expect } from "vitest";

/**
 * What the web element and its SDK rely on in every answer of a flow (flow-api.md section 20, by its numbers). Violations
 * break released clients, so every answer that the contract tests see is held to it.
 */
export function expectUsable(state: FlowState, headers: Reply["headers"], about: string): void {
  const { name, status, payload, actions, error } = state;
  const isShort = state.csrf_token === "";

  // 1 and 4: actions and inputs are iterated unguarded, and an href is appended to the address of the API.
  for (const [key, action] of Object.entries(actions)) {
    expect(action, about).toMatchObject({ action: key, href: expect.stringMatching(/^\/\w+\?action=/) });
    for (const [input, attributes] of Object.entries(action.inputs)) {
      expect(attributes, about).toMatchObject({ name: input, type: expect.stringMatching(inputTypes) });
      // 12: lengths become attributes of HTML.
      for (const length of [attributes.min_length, attributes.max_length]) {
        if (length !== undefined) expect(length, `${about}: ${input}`).toBeTypeOf("number");
      }
    }
  }
  // 2: the payload is read unguarded; the profile shows its user also when an action failed.
  if (!isShort) expect(payload, about).toEqual(expect.any(Object));
  if (name === "profile_init") expect(payload?.user, about).toMatchObject({ user_id: expect.any(String) });
  // 3
  expect(status, about).toBeGreaterThan(0);
  // 6: where the browser's own dialogue begins by itself, `back` is the way out of it.
  if (ceremonies.includes(name)) expect(Object.keys(actions), about).toContain("back");
  // 9
  if (name === "success") expectSession(state, headers, about);
  // 10: one field to sign in with; what may be deleted is named by its id.
  const identifiers = Object.keys(actions.continue_with_login_identifier?.inputs ?? {});
  if (name === "login_init" && identifiers.length > 0) expect(identifiers.join(), about).toMatch(identifier);
  for (const { value } of actions.email_delete?.inputs.email_id?.allowed_values ?? []) {
    expect(JSON.stringify(payload), about).toContain(value);
  }
  // 11: errors at inputs come with the one error of the flow that makes the element look for them.
  const faults = Object.values(actions).flatMap(({ inputs }) =>
    Object.values(inputs).flatMap((input) => input.error ?? []),
  );
  for (const fault of faults)
    expect(fault, about).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  if (faults.length > 0) expect(error?.code, about).toBe("form_data_invalid_error");
}

const inputTypes = /^(string|boolean|email|number|password|json)$/;
const identifier = /^(email|username|identifier)$/;
const ceremonies = ["login_passkey", "onboarding_verify_passkey_attestation", "webauthn_credential_verification"];

/** New clients compute the session's lifetime from the claims, older ones take the header. */
function expectSession({ payload, status }: FlowState, headers: Reply["headers"], about: string): void {
  const claims = payload?.claims as { readonly expiration?: string } | undefined;
  expect(Date.parse(claims?.expiration ?? ""), about).toBeGreaterThan(Date.now());
  if (status === 200) expect(Number(headers.get("x-session-lifetime")), about).toBeGreaterThan(0);
}
