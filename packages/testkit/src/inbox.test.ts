import { createTransport } from "nodemailer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf, type Inbox, startInbox } from "./inbox.ts";

const kilobyte = 1024;
let inbox: Inbox;

beforeAll(async () => {
  inbox = await startInbox({
    maxBytes: 64 * kilobyte,
    refuse: (address) => (address.startsWith("busy") ? 450 : undefined),
  });
});
afterAll(() => inbox.stop());

describe("an inbox", () => {
  test("keeps mails by recipient, oldest first, whatever the case of the address", async () => {
    await send({ to: "Ada@example.com", subject: "one" });
    await send({ to: "bea@example.com", subject: "two" });
    await send({ to: "ada@example.com", subject: "three" });
    expect(inbox.waiting("ada@example.com")).toBe(2);
    expect((await inbox.next("ADA@example.com")).subject).toBe("one");
    expect((await inbox.next("ada@example.com")).subject).toBe("three");
    expect((await inbox.next("bea@example.com")).subject).toBe("two");
  });

  test("hands a mail that comes later to whoever waits", async () => {
    const first = inbox.next("cy@example.com");
    const second = inbox.next("cy@example.com");
    await send({ to: "cy@example.com", subject: "one" });
    await send({ to: "cy@example.com", subject: "two" });
    expect((await first).subject).toBe("one");
    expect((await second).subject).toBe("two");
  });

  test("says which mail did not come, and the next one is not lost", async () => {
    await expect(inbox.next("dan@example.com", { timeoutMs: 1 })).rejects.toThrow("no mail to dan@example.com");
    await send({ to: "dan@example.com", subject: "late" });
    expect((await inbox.next("dan@example.com")).subject).toBe("late");
  });

  test("reads names, text and HTML", async () => {
    await send({ to: '"Eve Ö." <eve@example.com>', subject: "Grüße", text: "Ihr Code", html: "<p>Ihr Code</p>" });
    expect(await inbox.next("eve@example.com")).toMatchObject({
      from: { name: "Signet", address: "no-reply@example.com" },
      to: [{ name: "Eve Ö.", address: "eve@example.com" }],
      subject: "Grüße",
      html: "<p>Ihr Code</p>",
    });
  });

  test("refuses mails that are too large and recipients that the test refuses", async () => {
    const large = send({ to: "fay@example.com", text: "a".repeat(80 * kilobyte) });
    await expect(large).rejects.toMatchObject({ responseCode: 552 });
    await expect(send({ to: "busy@example.com" })).rejects.toMatchObject({ responseCode: 450 });
    expect(inbox.waiting("fay@example.com")).toBe(0);
  });

  test("can demand a login", async () => {
    const locked = await startInbox({ login: { user: "signet", password: "right" } });
    await expect(send({ to: "gil@example.com" }, locked.port)).rejects.toMatchObject({ responseCode: 530 });
    await expect(send({}, locked.port, { user: "signet", pass: "wrong" })).rejects.toMatchObject({ responseCode: 535 });
    await send({ to: "gil@example.com" }, locked.port, { user: "signet", pass: "right" });
    expect(locked.waiting("gil@example.com")).toBe(1);
    await locked.stop();
  });
});

describe("the code in a mail", () => {
  test("is taken from the subject first", () => {
    expect(codeOf({ subject: "Use 123456 to sign in", text: "Use 654321" })).toBe("123456");
  });

  test("is not a colour, not part of a word, and not longer than six digits", () => {
    expect(codeOf({ subject: "Sign in", text: "#112233 id=445566 1234567 a987654 — 246810." })).toBe("246810");
  });

  test("is missed by name", () => {
    expect(() => codeOf({ subject: "Welcome", text: "Hello" })).toThrow('no code in the mail "Welcome"');
  });
});

function send(mail: object, port = inbox.port, auth?: { user: string; pass: string }) {
  const transport = createTransport({ host: "127.0.0.1", port, ...(auth ? { auth } : {}) });
  return transport.sendMail({ from: "Signet <no-reply@example.com>", to: "x@example.com", text: "Hello", ...mail });
}
