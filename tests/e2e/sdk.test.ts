import { fileURLToPath } from "node:url";
import { launchBrowser } from "@signet/testkit/browser";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Site, startSite } from "./server.ts";
import { visit } from "./visitor.ts";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  const settings = { password: { enabled: false }, mfa: { enabled: false } };
  [browser, site] = await Promise.all([launchBrowser(), startSite({ settings })]);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.stop()]);
});

describe.each([
  { major: "1.x", sdk: "hanko-frontend-sdk-1", file: "page-1.js" },
  { major: "2.x", sdk: "@teamhanko/hanko-frontend-sdk", file: "page-2.js" },
  { major: "3.x", sdk: "hanko-frontend-sdk-3", file: "page-2.js" },
])("the frontend SDK $major", ({ major, sdk, file }) => {
  test("registers, changes the profile, logs out and in", async () => {
    const address = `ada-${major}@example.com`;
    const second = `ada.second-${major}@example.com`;
    const { page, leave } = await visit(browser, site);
    const { start, act, isSignedIn, logOut } = await openPage(page, sdk, file);

    expect(await start("registration")).toMatchObject({ name: "registration_init" });
    expect(await act("register_login_identifier", { email: address })).toMatchObject({ name: "passcode_confirmation" });
    expect(await act("verify_passcode", { code: "000000" })).toMatchObject({
      name: "passcode_confirmation",
      error: { code: "form_data_invalid_error" },
    });
    const code = await site.codeFor(address);
    expect(await act("verify_passcode", { code })).toMatchObject({ name: "onboarding_create_passkey" });
    expect(await act("webauthn_generate_creation_options")).toMatchObject({
      name: "success",
      payload: { claims: { email: { address } }, user: { emails: [{ address }], passkeys: [{}] } },
    });
    expect(await isSignedIn()).toBe(true);

    const profile = await start("profile");
    expect(profile).toMatchObject({ name: "profile_init", payload: { user: { emails: [{ address }] } } });
    const [passkey] = (profile.payload as Profile).user.passkeys;
    const named = { passkey_id: passkey?.id, passkey_name: "On my desk" };
    expect(await act("webauthn_credential_rename", named)).toMatchObject({
      payload: { user: { passkeys: [{ name: "On my desk" }] } },
    });
    expect(await act("email_create", { email: second })).toMatchObject({ name: "passcode_confirmation" });
    expect(await act("verify_passcode", { code: await site.codeFor(second) })).toMatchObject({
      name: "profile_init",
      payload: { user: { emails: [{ address }, { address: second }] } },
    });

    await logOut();
    expect(await isSignedIn()).toBe(false);
    expect(await start("login")).toMatchObject({ name: "login_init" });
    expect(await act("webauthn_generate_request_options")).toMatchObject({
      name: "success",
      payload: { claims: { amr: ["passkey"] }, last_login: { login_method: "passkey" } },
    });
    expect(await isSignedIn()).toBe(true);
    await leave();
  });
});

/** Which part of a profile these tests read. */
interface Profile {
  readonly user: { readonly passkeys: readonly { readonly id: string }[] };
}

/** What a page shows of the state that the SDK gave it. */
interface Shown {
  readonly name: string;
  readonly payload: unknown;
  readonly error?: { readonly code: string };
}

/** What the pages of the folder `sdk` offer as `window.sdk`. */
interface Sdk {
  start(flow: string): Promise<Shown>;
  act(action: string, input?: object): Promise<Shown>;
  isSignedIn(): Promise<boolean>;
  logOut(): Promise<void>;
}

/** Bundles a page's script with an SDK, and runs it at the site's origin, on a page without scripts and policies. */
async function openPage(page: Page, sdk: string, file: string): Promise<Sdk> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`sdk/${file}`, import.meta.url))],
    alias: { "frontend-sdk": sdk },
    define: { API_URL: JSON.stringify(site.apiUrl) },
    bundle: true,
    write: false,
  });
  await page.goto(`${site.demoUrl}/no-such-page`);
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  const call = <T>(name: keyof Sdk, ...values: unknown[]): Promise<T> =>
    page.evaluate(`sdk.${name}(${values.map((value) => JSON.stringify(value ?? {})).join(", ")})`);
  return {
    start: (flow) => call("start", flow),
    act: (action, input) => call("act", action, input),
    isSignedIn: () => call("isSignedIn"),
    logOut: () => call("logOut"),
  };
}
