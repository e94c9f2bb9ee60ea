import type { FlowState, Tampering } from "@signet/testkit";
import type { Visitor } from "./visitor.ts";

const capabilities = {
  webauthn_available: true,
  webauthn_conditional_mediation_available: true,
  webauthn_platform_authenticator_available: true,
};

/** Begins a conversation with a browser that can do everything. */
export async function begin({ client }: Visitor, flow: "registration" | "login" | "profile"): Promise<FlowState> {
  await client.start(flow);
  return client.act("register_client_capabilities", capabilities);
}

/** A login that knows whose it is to be. */
export async function named(by: Visitor): Promise<FlowState> {
  await begin(by, "login");
  return by.client.act("continue_with_login_identifier", { identifier: by.address });
}

/** A login that waits for a password. */
export async function atPassword(by: Visitor): Promise<FlowState> {
  await named(by);
  return by.client.act("continue_to_password_login");
}

/** A login or a second factor that waits for the answer of an authenticator. */
export function atAuthenticator({ client }: Visitor): Promise<FlowState> {
  return client.act("webauthn_generate_request_options");
}

/** Answers with a passkey, truly or not. */
export function answer({ client, passkey }: Visitor, tampering: Tampering = {}, key = passkey): Promise<FlowState> {
  const assertion_response = key.get(client.state.payload?.request_options, tampering);
  return client.act("webauthn_verify_assertion_response", { assertion_response });
}

/** Makes a credential, and stores it with the one request. */
export function attest({ client, passkey }: Visitor, key = passkey): Promise<FlowState> {
  return client.act("webauthn_verify_attestation_response", {
    public_key: key.create(client.state.payload?.creation_options),
  });
}

/** Another code than the mailed one. */
export function otherThan(code: string): string {
  return code === "000000" ? "111111" : "000000";
}

/** An address of the visitor's profile. */
export function emailId({ client }: Visitor, address: string): string {
  const { emails = [] } = (client.state.payload?.user ?? {}) as { emails?: { id: string; address: string }[] };
  return emails.find((email) => email.address === address)?.id ?? "";
}
