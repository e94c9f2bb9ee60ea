import type { Visitor } from "./visitor.ts";

/** Registers at a site without passwords: an address, the code from the mail, a passkey. */
export async function registerWithPasskey(visitor: Visitor, address: string): Promise<void> {
  await confirmNewAddress(visitor, address);
  await visitor.reaches("onboarding_create_passkey");
  await visitor.press("Create a passkey");
}

/** Begins a registration and confirms the address with the code from the mail. */
export async function confirmNewAddress(visitor: Visitor, address: string): Promise<void> {
  await visitor.open("/");
  await visitor.reaches("login_init");
  await visitor.press("Create account");
  await visitor.reaches("registration_init");
  await visitor.submit("Email", address);
  await visitor.reaches("passcode_confirmation");
  await visitor.enterCode(await visitor.site.codeFor(address));
}

/** Begins a login with an address. */
export async function identify(visitor: Visitor, address: string): Promise<void> {
  await visitor.open("/");
  await visitor.reaches("login_init");
  await visitor.submit("Email", address);
}

/** Logs in at a site without passwords, by the code from the mail. */
export async function logInWithCode(visitor: Visitor, address: string): Promise<void> {
  await identify(visitor, address);
  await visitor.reaches("passcode_confirmation");
  await visitor.enterCode(await visitor.site.codeFor(address));
}

/**
 * Logs in by the button, for somebody who is not present yet: whoever is, would sign in while the page loads.
 * The authenticator is touched before it is asked, since one that waits for a touch does not notice it.
 */
export async function pressPasskeyButton({ page, authenticator, reaches, press }: Visitor): Promise<void> {
  await reaches("login_init");
  await page.route(/webauthn_generate_request_options/, async (route) => {
    await authenticator.setPresent(true);
    await route.continue();
  });
  await press("Sign in with a passkey");
}

/** Logs in with a password, at a site where addresses and usernames are entered in one field. */
export async function logInWithPassword(visitor: Visitor, identifier: string, password: string): Promise<void> {
  await visitor.open("/");
  await visitor.reaches("login_init");
  await visitor.submit("Email or username", identifier);
  await visitor.reaches("login_method_chooser");
  await visitor.press("Password");
  await visitor.reaches("login_password");
  await visitor.submit("Password", password);
}
