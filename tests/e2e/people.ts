import { type FlowClient, flowClient } from "@signet/testkit";
import type { Site } from "./server.ts";

/** Who somebody is at a site. */
export interface Person {
  readonly address: string;
  readonly username?: string;
  readonly password?: string;
}

/** Registers somebody over HTTP, for tests in which the registration is not the point. Its client holds their session. */
export async function register(site: Site, { address, username, password }: Person): Promise<FlowClient> {
  const flow = flowClient(site.apiUrl);
  await flow.start("registration");
  await flow.act("register_client_capabilities", { webauthn_available: false });
  await flow.act("register_login_identifier", { email: address, ...(username !== undefined && { username }) });
  if (flow.state.name === "passcode_confirmation") {
    await flow.act("verify_passcode", { code: await site.codeFor(address) });
  }
  if (password !== undefined) await flow.act("register_password", { new_password: password });
  while (flow.offers.includes("skip")) await flow.act("skip");
  flow.expect("success");
  return flow;
}

/** Logs somebody in over HTTP with their password, at a site where identifiers are of any kind. */
export async function logIn(site: Site, { address, password }: Person): Promise<FlowClient> {
  const flow = flowClient(site.apiUrl);
  await flow.start("login");
  await flow.act("register_client_capabilities", { webauthn_available: false });
  await flow.act("continue_with_login_identifier", { identifier: address });
  await flow.act("continue_to_password_login");
  await flow.act("password_login", { password });
  flow.expect("success");
  return flow;
}
