import type { HttpClient } from "@signet/testkit";
import {
  addVirtualAuthenticator,
  type VirtualAuthenticator,
  type VirtualAuthenticatorOptions,
  type WatchedElement,
  watchElement,
} from "@signet/testkit/browser";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Site } from "./server.ts";

/** A person with a browser and an authenticator of their own, looking at the pages of a site. */
export interface Visitor {
  readonly site: Site;
  readonly page: Page;
  readonly authenticator: VirtualAuthenticator;
  open(path: string): Promise<void>;
  /** Waits until the element shows this state and stays in it. */
  reaches(state: string): Promise<void>;
  /** Settles when the element has shown what came of an action that is begun now. */
  changes(): Promise<void>;
  /** Presses a button or a link of the element. */
  press(label: string): Promise<void>;
  /** Fills in the field that is labelled so. */
  fill(label: string, text: string): Promise<void>;
  /** Fills in a field, and sends it off. */
  submit(label: string, text: string): Promise<void>;
  /** Types a code into its six fields; the last digit sends it off. */
  enterCode(code: string): Promise<void>;
  /** The secret for an authenticator app, read where the element shows it. */
  showsSecret(): Promise<string>;
  /** Waits until the element says this about what was entered. */
  isTold(message: string): Promise<void>;
  /** Waits for the account page: who it says is signed in, and how. */
  arrives(): Promise<Arrival>;
  logOut(): Promise<void>;
  leave(): Promise<void>;
}

/** What the account page shows. */
export interface Arrival {
  readonly name: string;
  readonly methods: string;
}

/** A browser window on the site, for somebody who was never there. */
export async function visit(
  browser: Browser,
  site: Site,
  authenticatorOptions: VirtualAuthenticatorOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const element = await watchElement(page);
  const authenticator = await addVirtualAuthenticator(page, authenticatorOptions);
  return visitorAt({ site, context, page, element, authenticator });
}

/** Gives the browser the session that a client holds. */
export async function takeOver({ page, site }: Visitor, client: HttpClient): Promise<void> {
  const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url: site.apiUrl, httpOnly: true }));
  await page.context().addCookies(cookies);
}

interface Window {
  readonly site: Site;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly element: WatchedElement;
  readonly authenticator: VirtualAuthenticator;
}

function visitorAt({ site, context, page, element, authenticator }: Window): Visitor {
  const press = (label: string) => button(page, label).click();
  const text = async (place: Locator) => (await place.textContent()) ?? "";
  return {
    site,
    page,
    authenticator,
    press,
    reaches: (state) => element.reaches(state),
    changes: () => element.changes(),
    async open(path) {
      await page.goto(site.demoUrl + path);
    },
    fill: (label, value) => field(page, label).fill(value),
    async submit(label, value) {
      await field(page, label).fill(value);
      await field(page, label).press("Enter");
    },
    async enterCode(code) {
      await digit(page, 1).click();
      for (const [index, character] of [...code].entries()) {
        await page.keyboard.press(character);
        // The next digit goes where the element has moved on to, which it does when it has drawn this one.
        const next = digit(page, index + 2).and(page.locator(":focus"));
        if (index + 1 < code.length) await next.waitFor();
      }
    },
    showsSecret: () => text(page.getByText(/^[A-Z2-7]{32}$/)),
    async isTold(message) {
      await page.locator("[part=error]").getByText(message).waitFor();
      await element.isDrawn();
    },
    async arrives() {
      await page.waitForURL(`${site.demoUrl}/account`, { waitUntil: "commit" });
      await page.locator("#account").waitFor();
      return { name: await text(page.locator("#name")), methods: await text(page.locator("#methods")) };
    },
    async logOut() {
      await press("Log out");
      await page.waitForURL(`${site.demoUrl}/`, { waitUntil: "commit" });
    },
    leave: () => context.close(),
  };
}

function field(page: Page, label: string): Locator {
  return page.getByLabel(label, { exact: true });
}

/** One of the fields of a code, counted from one. */
function digit(page: Page, position: number): Locator {
  return page.getByLabel(new RegExp(`-digit-${position}$`));
}

function button(page: Page, label: string): Locator {
  return page.getByRole("button", { name: label, exact: true });
}
