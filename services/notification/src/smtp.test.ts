import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { startInbox } from "@signet/testkit";
import { SMTPServer } from "smtp-server";
import { afterAll, expect, test } from "vitest";
import { createSmtpPools } from "./smtp.ts";

const pools = createSmtpPools();
const stops: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  pools.close();
  for (const stop of stops) await stop();
});

const mail = { from: "acme@example.com", to: "kim@example.com", subject: "Hello", text: "Hello" };

test("a connection is upgraded when the server offers it", async () => {
  const secure: boolean[] = [];
  // Brings a certificate of its own making, as a mail server on the same machine does.
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    onMailFrom: (_address, session, done) => {
      secure.push(session.secure);
      done();
    },
    onData: (stream, _session, done) => void stream.resume().on("end", () => done()),
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  stops.push(() => new Promise((resolve) => server.close(() => resolve(undefined))));

  // A TCP server that listens has an address with a port.
  const { port } = server.server.address() as AddressInfo;
  await pools.to({ host: "127.0.0.1", port, user: "", password: "" }).sendMail(mail);
  expect(secure).toEqual([true]);
});

test("a server that offers no encryption gets the mail in plain", async () => {
  const inbox = await startInbox();
  stops.push(inbox.stop);
  await pools.to({ host: "localhost", port: inbox.port, user: "", password: "" }).sendMail(mail);
  expect((await inbox.next("kim@example.com")).subject).toBe("Hello");
});

test("port 465 means TLS from the start, and certificates of other machines are checked", () => {
  const optionsFor = (host: string, port: number) =>
    pools.to({ host, port, user: "", password: "" }).options as {
      secure?: boolean;
      tls?: { rejectUnauthorized: boolean };
    };
  expect(optionsFor("mail.example.com", 465)).toMatchObject({ secure: true, tls: { rejectUnauthorized: true } });
  expect(optionsFor("mail.example.com", 587)).toMatchObject({ secure: false, tls: { rejectUnauthorized: true } });
  expect(optionsFor("localhost", 25)).toMatchObject({ tls: { rejectUnauthorized: false } });
});

test("one server is one pool", () => {
  const settings = { host: "mail.example.com", port: 587, user: "", password: "" };
  expect(pools.to({ ...settings })).toBe(pools.to({ ...settings }));
  expect(pools.to({ ...settings, user: "acme" })).not.toBe(pools.to(settings));
});
