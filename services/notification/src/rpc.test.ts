import { fromJsonString } from "@bufbuild/protobuf";
import { createSecrets, reasonOf, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { MailContentSchema, MailSubmittedSchema } from "@signet/proto/notification/v1/notification_events";
import { Template } from "@signet/proto/notification/v1/notification_service";
import { expect, test } from "vitest";
import { startWorld } from "./test/world.ts";

/** As testUnits() has them. */
const secrets = createSecrets(["a key that only tests know"]);

const world = await startWorld(1);
const { units, send, kept } = world;

test("a mail is kept sealed, its event with it, and a repeated call keeps nothing more", async () => {
  const mailId = uuidv4();
  for (let i = 0; i < 3; i++) await send("kim@example.com", { mailId, language: "de-AT", template: Template.RECOVERY });

  const [row, ...more] = await kept();
  expect(more).toEqual([]);
  expect(row).toMatchObject({ id: mailId, recipient: "kim@example.com", template: "recovery", attempts: 0 });
  expect(JSON.stringify(row)).not.toContain("123456");

  const [event, ...others] = await units.events("notification", MailSubmittedSchema);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    origin: { requestId: "request-1" },
    template: Template.RECOVERY,
    to: "kim@example.com",
    language: "de-AT",
    delivered: true,
  });
  expect(fromJsonString(MailContentSchema, secrets.open("mail", event?.sealedContent ?? ""))).toMatchObject({
    subject: "123456 ist Ihr Code zum Zurücksetzen des Passworts für Acme",
    serviceName: "Acme",
    code: "123456",
    codeTtl: 300n,
    codeValidUntil: BigInt(Math.floor(units.clock.now().getTime() / 1000) + 300),
  });
});

test("with delivery switched off the event asks others to send, and nothing of the mail is kept", async () => {
  const silent = await startWorld(1, { enabled: false });
  const mailId = uuidv4();
  for (let i = 0; i < 2; i++) await silent.send("kim@example.com", { mailId });
  expect(await silent.units.events("notification", MailSubmittedSchema)).toMatchObject([{ delivered: false }]);
  expect(await silent.kept()).toMatchObject([{ recipient: "", sealedContent: "" }]);
});

test("a notice brings no code, whatever the request says", async () => {
  const mailId = uuidv4();
  await send("kim@example.com", {
    mailId,
    template: Template.PRIMARY_EMAIL_UPDATE,
    newEmailAddress: "new@example.com",
    oldEmailAddress: "kim@example.com",
    language: "undefined",
  });
  const event = (await units.events("notification", MailSubmittedSchema)).at(-1);
  const content = fromJsonString(MailContentSchema, secrets.open("mail", event?.sealedContent ?? ""));
  expect(content).toMatchObject({ code: "", codeTtl: 0n, newEmailAddress: "new@example.com" });
  expect(`${content.subject}${content.text}${content.html}`).not.toContain("123456");
});

test.each([
  ["no template", { template: Template.UNSPECIFIED }, "TEMPLATE_UNKNOWN"],
  ["a template of the future", { template: 99 }, "TEMPLATE_UNKNOWN"],
  ["an id that is no UUID", { mailId: "7" }, "ARGUMENT_INVALID"],
  ["a code template without a code", { code: "" }, "ARGUMENT_INVALID"],
  ["a code with a line break", { code: "123\r\nBcc: x@example.com" }, "ARGUMENT_INVALID"],
  ["a code that never expires", { codeExpireTime: undefined }, "ARGUMENT_INVALID"],
  ["no recipient", { to: "" }, "EMAIL_INVALID"],
  ["two recipients", { to: "a@example.com,b@example.com" }, "EMAIL_INVALID"],
  ["a recipient with a name", { to: "Kim <kim@example.com>" }, "EMAIL_INVALID"],
  ["a recipient with a line break", { to: "kim@example.com\r\nRCPT TO:<x@example.com>" }, "EMAIL_INVALID"],
  ["a recipient with a null byte", { to: "kim\0@example.com" }, "EMAIL_INVALID"],
])("refuses %s", async (_, faulty, reason) => {
  const error = await send("kim@example.com", faulty).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(Reason[reasonOf(error) ?? 0]).toBe(reason);
});
