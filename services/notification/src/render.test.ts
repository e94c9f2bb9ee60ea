import { Template } from "@signet/proto/notification/v1/notification_service";
import { codeOf } from "@signet/testkit";
import { describe, expect, test } from "vitest";
import { languages, wordsFor } from "./language.ts";
import { type Occasion, renderMail } from "./render.ts";
import { templateOf } from "./template.ts";

const occasion: Occasion = {
  serviceName: "Acme",
  code: "012345",
  validMinutes: 5,
  newAddress: "new@example.com",
  oldAddress: "old@example.com",
  deletedAddress: "gone@example.com",
};

const templates = Object.values(Template)
  .filter((value) => typeof value === "number")
  .map((number) => templateOf(number))
  .filter((template) => template !== undefined);

const codeTemplates = templates.filter(({ kind }) => kind === "code");

test("there are twelve templates in nine languages", () => {
  expect(templates.map(({ name }) => name)).toHaveLength(12);
  expect(languages.map(({ language }) => language).toSorted()).toEqual(
    ["bn", "de", "en", "fr", "it", "nl", "pl", "pt-BR", "zh-CN"].toSorted(),
  );
});

describe.each(languages)("in $language", (words) => {
  test.each(codeTemplates)(
    "$name shows the code in the subject, alone on a line and in HTML, and how long it is good",
    (template) => {
      const mail = renderMail(template, words, occasion);
      expect(mail.subject).toMatch(/^012345 .*Acme/);
      const [intro, code, validity, ...more] = mail.text.trimEnd().split("\n\n");
      expect(intro).toContain("Acme");
      expect(code).toBe("012345");
      expect(validity).toContain("5");
      expect(more).toEqual([]);
      expect(codeOf({ subject: "", text: mail.text })).toBe("012345");
      expect(mail.html).toContain(">012345</p>");
      expect(mail.html).toContain(`lang="${words.language}"`);
    },
  );

  test.each(templates)("$name names the service and is written in this language alone", (template) => {
    const mail = renderMail(template, words, occasion);
    expect(mail.subject).toContain("Acme");
    expect(mail.text).toContain("Acme");
    expect(mail.html).toContain(`<title>${mail.subject.replaceAll("'", "&#39;")}</title>`);
    for (const other of languages.filter((each) => each !== words)) {
      expect(renderMail(template, other, occasion).text).not.toBe(mail.text);
    }
  });

  test("the addresses that changed are named", () => {
    const textOf = (number: Template) => {
      const template = templateOf(number);
      return template && renderMail(template, words, occasion).text;
    };
    expect(textOf(Template.PRIMARY_EMAIL_UPDATE)).toMatch(/old@example\.com.*new@example\.com/);
    expect(textOf(Template.EMAIL_CREATE)).toContain("new@example.com");
    expect(textOf(Template.EMAIL_DELETE)).toContain("gone@example.com");
  });

  test("one minute and many are counted as the language does", () => {
    const of = (minutes: number) => words.validity(minutes).replace(String(minutes), "#");
    expect(words.validity(1)).toContain("1");
    if (["bn", "zh-CN"].includes(words.language)) expect(of(1)).toBe(of(5));
    else expect(of(1)).not.toBe(of(5));
  });
});

test("Polish has a third form for a few minutes", () => {
  const words = wordsFor("pl");
  expect([1, 2, 5, 22].map((minutes) => /\d+ \p{L}+/u.exec(words.validity(minutes))?.[0])).toEqual([
    "1 minutę",
    "2 minuty",
    "5 minut",
    "22 minuty",
  ]);
});

test("a service name is text: no markup in HTML, no line in the subject", () => {
  const [template] = codeTemplates;
  const hostile = { ...occasion, serviceName: '<b onclick="x">A&B</b>\r\nBcc: all@example.com' };
  const mail = renderMail(template ?? { kind: "code", name: "login" }, wordsFor("en"), hostile);
  expect(mail.html).not.toContain("<b ");
  expect(mail.html).toContain("&lt;b onclick=&quot;x&quot;&gt;A&amp;B&lt;/b&gt; Bcc: all@example.com");
  expect(mail.subject).not.toMatch(/[\r\n]/);
});

describe("the language of a mail", () => {
  test.each([
    ["de", "de"],
    ["de-AT", "de"],
    ["DE_ch", "de"],
    ["pt", "pt-BR"],
    ["pt-PT,pt;q=0.9", "pt-BR"],
    ["zh", "zh-CN"],
    ["zh-Hans-CN", "zh-CN"],
    ["fr;q=0.4, nl;q=0.8, ja", "nl"],
    ["ja,it;q=0.5,en;q=0.4", "it"],
    ["en-US,de;q=0.9", "en"],
    ["de;q=0, fr", "fr"],
    ["undefined", "en"],
    ["", "en"],
    ["*", "en"],
    ["xx-YY", "en"],
    ["__proto__", "en"],
    ["de\r\nX: y", "en"],
    ["../../etc/passwd", "en"],
    [`${"x".repeat(100_000)},de`, "en"],
  ])("%j reads %s", (requested, language) => {
    expect(wordsFor(requested).language).toBe(language);
  });
});
