import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Mailbox, startDemo, startMailbox } from "@signet/demo";
import { freePort } from "@signet/testkit";
import { launchBrowser } from "@signet/testkit/browser";
import { createTransport } from "nodemailer";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

const phone = { width: 375, height: 700 };
let browser: Browser;
let mailbox: Mailbox;
let page: Page;
/** What the page wrote to the console as a warning or an error. */
let complaints: string[] = [];
let cleanUp: (() => unknown)[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  mailbox = await startMailbox({ httpPort: 0, smtpPort: 0 });
});
afterAll(async () => {
  await browser.close();
  await mailbox.stop();
});
afterEach(async () => {
  await page.context().close();
  for (const step of cleanUp) await step();
  cleanUp = [];
});

describe("the demo page", () => {
  test("says that the API cannot be reached, and goes on by itself when it is there", async () => {
    const port = await freePort("localhost");
    await openDemo(`http://localhost:${port}`);
    await page.getByRole("alert").getByText("The API cannot be reached.").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain(`http://localhost:${port}`);
    expect(await page.locator("hanko-auth").count()).toBe(0);

    await startStub({ port, session: undefined });
    await page.locator("hanko-auth").waitFor({ state: "attached" });
    expect(await page.getByRole("alert").isVisible()).toBe(false);
  });

  test("says which origin an API must allow that does not allow this one", async () => {
    const url = await openDemo(await startStub({ origin: "http://elsewhere.example", session: undefined }));
    await page.getByRole("alert").getByText("The API does not allow this page.").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain(url);
  });

  test("shows who is signed in and how, and lets them go", async () => {
    await openDemo(await startStub({ session: ada }), "/account");
    await page.getByRole("heading", { name: "ada@example.com" }).waitFor();
    expect(await page.locator("#methods").textContent()).toBe("Code by e-mail, then passkey");
    expect(await page.locator("#countdown").textContent()).toMatch(/^in (1 h|59 min \d+ s)/);

    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await page.locator("hanko-auth").waitFor({ state: "attached" });
  });

  test("sends whoever is not signed in to the sign-in page", async () => {
    await openDemo(await startStub({ session: undefined }), "/account");
    await page.waitForURL((url) => url.pathname === "/");
  });

  test.each(["/", "/account", "/profile", "/back-end"])(
    "at %s fits a phone and breaks no rule of its own content policy",
    async (path) => {
      await openDemo(await startStub({ session: path === "/" ? undefined : ada }), path);
      await page.locator(landmarks[path] ?? ".card h1").waitFor({ state: "attached" });
      expect(await overflow()).toBe(0);
      expect(await navigationHeight()).toBeLessThan(60);
      expect(complaints.filter((text) => text.includes("Content Security Policy"))).toEqual([]);
    },
  );
});

describe("the mailbox", () => {
  test("shows a mail as soon as it arrives, with its code", async () => {
    await open(mailbox.url);
    await page.getByText("No mail yet.").waitFor();
    await send({
      subject: "Use 482915 to sign in",
      text: "Your code is 482915.",
      html: "<p>Your code is <b>482915</b>.</p>",
    });
    await page.getByRole("link", { name: "Use 482915 to sign in" }).click();
    await page.frameLocator("#html").getByText("Your code is 482915.").waitFor();
    expect(await page.locator("#digits").textContent()).toBe("482915");

    await page.getByRole("button", { name: "Text" }).click();
    expect(await page.locator("#text").textContent()).toContain("Your code is 482915.");
    expect(await overflow()).toBe(0);
  });

  test("runs nothing of a hostile mail, in the frame or outside it", async () => {
    const { url: evil, asked } = await startWitness();
    const attack = `document.body.textContent = "owned"; parent.document.title = "owned"; fetch("${evil}/fetch")`;
    const subject = `<img src=x onerror='document.title = "owned"'>`;
    await send({
      subject,
      html: `<script>${attack}</script><img src="${evil}/pixel" onerror='${attack}'><iframe src="${evil}/frame"></iframe>
        <meta http-equiv="refresh" content="0;url=${evil}/refresh"><link rel="stylesheet" href="${evil}/style">
        <form action="${evil}/form"><button>Win</button></form><p>harmless part</p>`,
    });
    await open(mailbox.url);
    await page.getByRole("link", { name: subject }).click();
    const frame = page.frameLocator("#html");
    await frame.getByRole("button", { name: "Win" }).click();
    await frame.getByText("harmless part").waitFor();
    expect(await page.title()).toMatch(/^\(\d+\) Mailbox$/);

    const source = await page.locator("#html").getAttribute("src");
    await page.goto(new URL(source ?? "", mailbox.url).href);
    await page.getByText("harmless part").waitFor();
    expect(asked).toEqual([]);
  });
});

const ada = {
  subject: "7f0b6a6e-5a0e-4f3f-9a4b-51b8c9f0d2a1",
  session_id: "9e9b1c2d-7f65-4a1b-8d55-1b6a0f6a2c11",
  email: { address: "ada@example.com", is_primary: true, is_verified: true },
  amr: ["otp", "passkey"],
  expiration: new Date(Date.now() + 3_600_000).toISOString(),
};

/** Stands in for the API: the demo page is what is tested here, with an API in every condition. */
async function startStub(options: {
  port?: number;
  origin?: string;
  session: typeof ada | undefined;
}): Promise<string> {
  let { session } = options;
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", options.origin ?? request.headers.origin ?? "*");
    response.setHeader("access-control-allow-credentials", "true");
    response.setHeader("access-control-allow-headers", request.headers["access-control-request-headers"] ?? "");
    response.setHeader("content-type", "application/json");
    if (request.method === "POST" && request.url === "/logout") session = undefined;
    response.end(JSON.stringify(session ? { is_valid: true, claims: session } : { is_valid: false }));
  });
  return listen(server, options.port);
}

/** What a page shows when it has begun to work, where that is not a heading. */
const landmarks: Readonly<Record<string, string>> = { "/": "hanko-auth", "/profile": "hanko-profile" };

/** Another party's server, which writes down what it is asked for. */
async function startWitness() {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end();
  });
  return { url: await listen(server), asked };
}

async function listen(server: Server, port = 0): Promise<string> {
  await once(server.listen(port, "localhost"), "listening");
  cleanUp.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

async function openDemo(apiUrl: string, path = "/"): Promise<string> {
  const demo = await startDemo({ port: 0, apiUrl, mailboxUrl: mailbox.url });
  cleanUp.push(() => demo.stop());
  await open(demo.url + path, [{ name: "hanko", value: "token", url: demo.url }]);
  return demo.url;
}

async function open(url: string, cookies: { name: string; value: string; url: string }[] = []): Promise<void> {
  const context = await browser.newContext({ viewport: phone });
  await context.addCookies(cookies);
  page = await context.newPage();
  complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
}

/** By how many pixels the page is wider than its window. */
function overflow(): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - innerWidth");
}

/** One line of links is less than 60 pixels high. */
function navigationHeight(): Promise<number> {
  return page.evaluate("document.querySelector('nav').offsetHeight");
}

function send(mail: object) {
  const addresses = { from: "Signet <no-reply@example.com>", to: "Ada <ada@example.com>" };
  return createTransport(mailbox.smtpUrl).sendMail({ ...addresses, ...mail });
}
