import { randomUUID } from "node:crypto";
import type { Mail } from "@signet/testkit/smtp";

/** A mail that the mailbox keeps. */
export interface StoredMail extends Mail {
  readonly id: string;
  readonly createTime: Date;
}

/** The mails of a mailbox, in memory and never more than fit the limits. */
export interface MailStore {
  add(mail: Mail): void;
  /** Newest first. */
  list(): readonly StoredMail[];
  find(id: string): StoredMail | undefined;
  clear(): void;
  /** Calls back after each change, until the returned function is called. */
  watch(listener: () => void): () => void;
}

/** How much a mailbox keeps; beyond either limit the oldest mails go. */
export interface MailLimits {
  readonly mails: number;
  readonly characters: number;
}

/** An empty store. */
export function createMailStore(limits: MailLimits, now: () => Date = () => new Date()): MailStore {
  const listeners = new Set<() => void>();
  let mails: readonly StoredMail[] = [];
  const change = (next: readonly StoredMail[]) => {
    mails = next;
    for (const listener of listeners) listener();
  };
  return {
    add: (mail) => change(newest([{ ...mail, id: randomUUID(), createTime: now() }, ...mails], limits)),
    list: () => mails,
    find: (id) => mails.find((mail) => mail.id === id),
    clear: () => change([]),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function newest(mails: readonly StoredMail[], limits: MailLimits): readonly StoredMail[] {
  let room = limits.characters;
  const kept = mails.slice(0, limits.mails);
  const end = kept.findIndex(({ subject, text, html }) => {
    room -= subject.length + text.length + html.length;
    return room < 0;
  });
  return end < 0 ? kept : kept.slice(0, end);
}
