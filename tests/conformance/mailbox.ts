import { codeOf } from "@signet/testkit";
import { startSmtp } from "@signet/testkit/smtp";

/** Codes that arrived by mail, found by address. */
export interface Mailbox {
  readonly port: number;
  /** The code in the newest mail to an address that was not taken yet; waits for one, and fails if none comes. */
  next(address: string): Promise<string>;
  /** A point in time, for `newest`. */
  mark(): number;
  /** The newest code to one of the addresses since the mark, taken or not; undefined if none comes. */
  newest(addresses: readonly string[], since: number): Promise<string | undefined>;
  stop(): Promise<void>;
}

interface Code {
  /** Which mail it was, counted from the first. */
  readonly number: number;
  readonly code: string;
}

const patience = { next: 15_000, newest: 5_000 };

/** Listens for mail on the port, or on any free one. */
export async function startMailbox(port = 0): Promise<Mailbox> {
  const codes = new Map<string, Code>();
  const taken = new Map<string, number>();
  const readers = new Set<() => void>();
  let count = 0;

  const smtp = await startSmtp(
    (mail) => {
      count += 1;
      const code = codeIn(mail);
      if (code === undefined) return;
      for (const address of mail.recipients) codes.set(address, { number: count, code });
      for (const look of [...readers]) look();
    },
    { port },
  );

  const find = (addresses: readonly string[], since: number) =>
    addresses
      .flatMap((address) => codes.get(address) ?? [])
      .filter(({ number }) => number > since)
      .sort((a, b) => b.number - a.number)[0];
  const wait = (addresses: readonly string[], since: number, ms: number) =>
    new Promise<Code | undefined>((resolve) => {
      const look = () => {
        const found = find(addresses, since);
        if (found) finish(found);
      };
      const finish = (found?: Code) => {
        clearTimeout(timer);
        readers.delete(look);
        resolve(found);
      };
      const timer = setTimeout(finish, ms);
      readers.add(look);
      look();
    });

  return {
    port: smtp.port,
    stop: smtp.stop,
    mark: () => count,
    newest: async (addresses, since) => (await wait(addresses, since, patience.newest))?.code,
    async next(address) {
      const found = await wait([address], taken.get(address) ?? 0, patience.next);
      if (!found) throw new Error(`no code was sent to ${address}`);
      taken.set(address, found.number);
      return found.code;
    },
  };
}

// Mails that only tell something carry no code.
function codeIn(mail: { subject: string; text: string }): string | undefined {
  try {
    return codeOf(mail);
  } catch {
    return undefined;
  }
}
