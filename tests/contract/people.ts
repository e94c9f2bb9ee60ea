import { randomUUID } from "node:crypto";
import { createPasskey, type FlowClient, flowClient, type Passkey } from "@signet/testkit";
import type { Target } from "./target.ts";

const capabilities = {
  webauthn_available: true,
  webauthn_conditional_mediation_available: true,
  webauthn_platform_authenticator_available: true,
};

/** Somebody with an account, signed in. */
export interface Person {
  readonly address: string;
  readonly passkey: Passkey;
  readonly token: string;
}

/** A flow that has just told what the browser can. */
export async function begin(target: Target, flow: "login" | "registration"): Promise<FlowClient> {
  const client = flowClient(target.apiUrl);
  await client.start(flow);
  await client.act("register_client_capabilities", capabilities);
  return client;
}

/** A registration that waits for the answer of an authenticator. */
export async function registering(target: Target, address = `${randomUUID()}@example.com`): Promise<FlowClient> {
  const flow = await begin(target, "registration");
  await flow.act("register_login_identifier", { email: address });
  await flow.act("verify_passcode", { code: await target.codeFor(address) });
  await flow.act("webauthn_generate_creation_options");
  flow.expect("onboarding_verify_passkey_attestation");
  return flow;
}

/** Registers somebody with a passkey. */
export async function register(target: Target): Promise<Person> {
  const address = `${randomUUID()}@example.com`;
  const passkey = createPasskey();
  const flow = await registering(target, address);
  await flow.act("webauthn_verify_attestation_response", {
    public_key: passkey.create(flow.state.payload?.creation_options),
  });
  flow.expect("success");
  const token = flow.cookies.get("hanko");
  if (!token) throw new Error("no session cookie after the registration");
  return { address, passkey, token };
}

/** A login that shows a challenge and waits for a passkey. */
export const loggingIn = (target: Target): Promise<FlowClient> => begin(target, "login");
