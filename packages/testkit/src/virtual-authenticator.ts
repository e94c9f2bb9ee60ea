import type { Page } from "playwright-core";

/** What kind of authenticator the browser believes to have. The defaults are a phone's or a laptop's own. */
export interface VirtualAuthenticatorOptions {
  readonly transport?: "internal" | "usb" | "nfc" | "ble" | "hybrid";
  /** Whether it can be a passkey; security keys for a second factor need not. */
  readonly residentKeys?: boolean;
  readonly userVerification?: boolean;
}

/** An authenticator inside the browser, driven over the DevTools protocol. */
export interface VirtualAuthenticator {
  /** The ids of the credentials on it, base64url. */
  credentialIds(): Promise<readonly string[]>;
  /** Whether the person passes the next verifications (finger, face, PIN). */
  setVerified(verified: boolean): Promise<void>;
  /**
   * Whether the person touches it as soon as it asks. Off, a page that offers passkeys while it loads
   * (conditional UI) keeps waiting instead of signing in by itself.
   */
  setPresent(present: boolean): Promise<void>;
  clear(): Promise<void>;
  remove(): Promise<void>;
}

/** Gives the page's browser an authenticator; it lives until it is removed or the page is closed. */
export async function addVirtualAuthenticator(
  page: Page,
  { transport = "internal", residentKeys = true, userVerification = true }: VirtualAuthenticatorOptions = {},
): Promise<VirtualAuthenticator> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("WebAuthn.enable");
  const { authenticatorId } = await devTools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: transport === "hybrid" ? "cable" : transport,
      hasResidentKey: residentKeys,
      hasUserVerification: userVerification,
      isUserVerified: userVerification,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async credentialIds() {
      const { credentials } = await devTools.send("WebAuthn.getCredentials", { authenticatorId });
      return credentials.map(({ credentialId }) => Buffer.from(credentialId, "base64").toString("base64url"));
    },
    setVerified: (isUserVerified) =>
      devTools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }).then(done),
    setPresent: (enabled) =>
      devTools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }).then(done),
    clear: () => devTools.send("WebAuthn.clearCredentials", { authenticatorId }).then(done),
    remove: () => devTools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }).then(done),
  };
}

function done(): void {}
