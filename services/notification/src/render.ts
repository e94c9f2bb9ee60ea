import { htmlOf, textOf } from "./layout.ts";
import type { KnownTemplate } from "./template.ts";
import type { Addresses, Words } from "./words/words.ts";

/** What a mail is about. */
export interface Occasion extends Addresses {
  readonly serviceName: string;
  /** Empty unless the template brings a code. */
  readonly code: string;
  readonly validMinutes: number;
}

/** The words of a mail, ready to be sent. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail in one language. */
export function renderMail(template: KnownTemplate, words: Words, occasion: Occasion): RenderedMail {
  // The name comes from the settings and ends up in a header.
  const serviceName = occasion.serviceName.replaceAll(/\p{Cc}+/gu, " ").trim();
  const { subject, paragraphs } = contentOf(template, words, { ...occasion, serviceName });
  const code = template.kind === "code" ? occasion.code : undefined;
  const message = { language: words.language, serviceName, subject, paragraphs, code };
  return { subject, text: textOf(message), html: htmlOf(message) };
}

function contentOf(template: KnownTemplate, words: Words, occasion: Occasion) {
  const { serviceName, code, validMinutes } = occasion;
  switch (template.kind) {
    case "code": {
      const { subject, intro } = words.codes[template.name];
      return { subject: subject(code, serviceName), paragraphs: [intro(serviceName), words.validity(validMinutes)] };
    }
    case "attempt": {
      const { subject, text } = words.attempts[template.name];
      return { subject: subject(serviceName), paragraphs: text(serviceName) };
    }
    case "security": {
      const { subject, text } = words.changes[template.name];
      return { subject: subject(serviceName), paragraphs: [text(serviceName, occasion), words.alarm(serviceName)] };
    }
  }
}
