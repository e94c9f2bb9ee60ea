import type { Browser } from "playwright-core";
import { chromiumFiles } from "./chromium-files.ts";

export {
  addVirtualAuthenticator,
  type VirtualAuthenticator,
  type VirtualAuthenticatorOptions,
} from "./virtual-authenticator.ts";
export { type WatchedElement, watchElement } from "./watch-element.ts";

// Nothing that a test did not ask for goes over the network, and nothing is asked of the person.
const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts the headless Chromium of `@sparticuz/chromium` through `playwright-core`, both installed by whoever
 * calls this. It works for root and for ordinary users, on systems without any browser library.
 */
export async function launchBrowser(): Promise<Browser> {
  const [{ chromium }, { executable, env }] = await Promise.all([import("playwright-core"), chromiumFiles()]);
  return chromium.launch({
    executablePath: executable,
    args: flags,
    // Root and most containers cannot have Chromium's sandbox; the pages it opens are the test's own.
    chromiumSandbox: false,
    // Handed on and not read: what the tests run in, and for this process alone what the system lacks.
    env: { ...process.env, ...env },
  });
}
