import { type Mail, type SmtpOptions, startSmtp } from "./smtp.ts";

/** An SMTP server in the test's own process. */
export interface Inbox {
  readonly port: number;
  /** The oldest mail to this address that nobody has taken yet; waits for one if there is none. */
  next(address: string, options?: { timeoutMs?: number }): Promise<Mail>;
  /** How many mails to this address wait to be taken. */
  waiting(address: string): number;
  stop(): Promise<void>;
}

/** Starts an inbox that accepts every mail, unless the options say otherwise. */
export async function startInbox(options: SmtpOptions = {}): Promise<Inbox> {
  const mails = new Map<string, Mail[]>();
  const readers = new Map<string, ((mail: Mail) => void)[]>();

  const deliver = (mail: Mail) => {
    for (const address of mail.recipients) {
      const reader = readers.get(address)?.shift();
      if (reader) reader(mail);
      else mails.set(address, [...(mails.get(address) ?? []), mail]);
    }
  };
  const { port, stop } = await startSmtp(deliver, options);

  return {
    port,
    stop,
    waiting: (address) => mails.get(address.toLowerCase())?.length ?? 0,
    async next(to, { timeoutMs = 15_000 } = {}) {
      const address = to.toLowerCase();
      const mail = mails.get(address)?.shift();
      if (mail) return mail;
      return new Promise((resolve, reject) => {
        const reader = (received: Mail) => {
          clearTimeout(timer);
          resolve(received);
        };
        const timer = setTimeout(() => {
          readers.set(address, without(readers.get(address) ?? [], reader));
          reject(new Error(`no mail to ${to} within ${timeoutMs} ms`));
        }, timeoutMs);
        readers.set(address, [...(readers.get(address) ?? []), reader]);
      });
    },
  };
}

/** The six digits of the code in a mail: from its subject, otherwise from its text. */
export function codeOf(mail: Pick<Mail, "subject" | "text">): string {
  const code = /\b\d{6}\b/.exec(mail.subject)?.[0] ?? /(?<![\d#=\w])\d{6}(?!\w)/.exec(mail.text)?.[0];
  if (!code) throw new Error(`no code in the mail "${mail.subject}"`);
  return code;
}

function without<T>(list: readonly T[], item: T): T[] {
  return list.filter((each) => each !== item);
}
