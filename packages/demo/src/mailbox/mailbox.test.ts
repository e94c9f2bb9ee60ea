import { mailboxClient } from "@signet/testkit";
import { createTransport } from "nodemailer";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createMailStore } from "./mail-store.ts";
import { type Mailbox, startMailbox } from "./mailbox.ts";

let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox({ httpPort: 0, smtpPort: 0 });
});
afterAll(() => mailbox.stop());
beforeEach(() => mailboxClient(mailbox.url).clear());

test("the list has the shape of Mailpit, newest first", async () => {
  await send({ subject: "first" });
  await send({ to: 'Ada <ada@example.com>, "Bea B." <bea@example.com>', subject: "Grüße" });

  const answer = await fetch(`${mailbox.url}/api/v1/messages`);
  const list = await answer.json();
  expect(answer.headers.get("content-type")).toMatch("application/json");
  expect(list).toEqual({
    messages: [
      {
        ID: expect.any(String),
        From: { Name: "Signet", Address: "no-reply@example.com" },
        To: [
          { Name: "Ada", Address: "ada@example.com" },
          { Name: "Bea B.", Address: "bea@example.com" },
        ],
        Subject: "Grüße",
        Created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      },
      expect.objectContaining({ Subject: "first" }),
    ],
  });
});

test("one message is its line in the list with text and HTML", async () => {
  await send({ text: "Your code is 123456.", html: "<p>Your code is <b>123456</b>.</p>" });
  const client = mailboxClient(mailbox.url);
  const [line] = await client.list();
  if (!line) throw new Error("the mail is missing");

  expect(await client.get(line.ID)).toEqual({
    ...line,
    Text: "Your code is 123456.",
    HTML: "<p>Your code is <b>123456</b>.</p>",
  });
});

test("a client finds the newest mail to an address", async () => {
  await send({ to: "ada@example.com", subject: "old" });
  await send({ to: "Ada@Example.com", subject: "new" });
  await send({ to: "bea@example.com", subject: "other" });
  expect(await mailboxClient(mailbox.url).newest("ada@example.com")).toMatchObject({ Subject: "new" });
});

test("a message that is not there is a 404", async () => {
  expect((await fetch(`${mailbox.url}/api/v1/message/none`)).status).toBe(404);
  expect((await fetch(`${mailbox.url}/message/none/html`)).status).toBe(404);
});

test("emptying the mailbox removes every message", async () => {
  await send({});
  expect((await fetch(`${mailbox.url}/api/v1/messages`, { method: "DELETE" })).status).toBe(200);
  expect(await mailboxClient(mailbox.url).list()).toEqual([]);
});

test("a listener hears of each new mail", async () => {
  const response = await fetch(`${mailbox.url}/events`);
  const events = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await events?.read())?.value).toContain("listening");
  await send({});
  expect((await events?.read())?.value).toContain("event: changed");
  await events?.cancel();
});

test("the HTML of a mail has no origin, no script and no network", async () => {
  await send({ html: "<script>alert(1)</script><img src=https://evil.example/pixel>" });
  const [line] = await mailboxClient(mailbox.url).list();
  const { headers } = await fetch(`${mailbox.url}/message/${line?.ID}/html`);
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/^sandbox (?!.*allow-scripts)(?!.*allow-same-origin)/);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("img-src data:");
});

test("a mail beyond ten megabytes is refused, and the next one is not", async () => {
  const large = send({ text: `${"a".repeat(76)}\n`.repeat(150_000) });
  await expect(large).rejects.toMatchObject({ responseCode: 552 });
  await send({ subject: "small" });
  expect(await mailboxClient(mailbox.url).list()).toMatchObject([{ Subject: "small" }]);
});

test("a mail of broken MIME is shown as far as it can be read", async () => {
  const raw =
    'From: <<<\r\nTo: ;;;\r\nSubject: =?utf-8?B?////?=\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n\0';
  await send({ raw });
  const [line] = await mailboxClient(mailbox.url).list();
  expect(line).toMatchObject({ To: [{ Name: "", Address: "ada@example.com" }] });
});

test("a foreign name that leads to this machine is turned away", async () => {
  const { hostname, port } = new URL(mailbox.url);
  const { request } = await import("node:http");
  const status = await new Promise((resolve) =>
    request({ hostname, port, path: "/api/v1/messages", headers: { host: "evil.example" } }, (response) =>
      resolve(response.resume().statusCode),
    ).end(),
  );
  expect(status).toBe(421);
});

test("beyond its limits a store lets the oldest mails go", () => {
  const store = createMailStore({ mails: 3, characters: 100 });
  const mail = { from: { name: "", address: "" }, to: [], recipients: [], subject: "", text: "", html: "" };
  for (const subject of ["1", "2", "3", "4"]) store.add({ ...mail, subject });
  expect(store.list().map(({ subject }) => subject)).toEqual(["4", "3", "2"]);
  store.add({ ...mail, subject: "5", text: "x".repeat(98) });
  expect(store.list().map(({ subject }) => subject)).toEqual(["5", "4"]);
});

function send(mail: object) {
  const transport = createTransport(mailbox.smtpUrl);
  return transport.sendMail({
    from: "Signet <no-reply@example.com>",
    to: "ada@example.com",
    envelope: { from: "no-reply@example.com", to: "ada@example.com" },
    text: "Hello",
    ...mail,
  });
}
