/** A mail in the list of the development mailbox. */
export interface MailboxMessage {
  readonly ID: string;
  readonly From: MailboxAddress;
  readonly To: readonly MailboxAddress[];
  readonly Subject: string;
  /** RFC 3339. */
  readonly Created: string;
}

/** The same mail with its contents. */
export interface MailboxMessageWithContents extends MailboxMessage {
  readonly Text: string;
  readonly HTML: string;
}

/** A name, possibly empty, and an address. */
export interface MailboxAddress {
  readonly Name: string;
  readonly Address: string;
}

/** Reads a mailbox over its JSON API: the development mailbox, Mailpit, or whatever speaks the same. */
export interface MailboxClient {
  /** All mails, newest first. */
  list(): Promise<readonly MailboxMessage[]>;
  get(id: string): Promise<MailboxMessageWithContents>;
  /** The newest mail to this address; asks again until there is one that is not in `seen`. */
  newest(
    address: string,
    options?: { timeoutMs?: number; seen?: ReadonlySet<string> },
  ): Promise<MailboxMessageWithContents>;
  clear(): Promise<void>;
}

/** A client for the mailbox at this URL. */
export function mailboxClient(url: string): MailboxClient {
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(new URL(path, url), init);
    if (!response.ok) throw new Error(`the mailbox answered ${response.status} to ${path}`);
    return response;
  };
  // The answers have the shapes that Mailpit made common; a mailbox of another shape is no mailbox.
  const list = async () => ((await (await ask("/api/v1/messages")).json()) as { messages: MailboxMessage[] }).messages;
  const get = async (id: string) =>
    (await (await ask(`/api/v1/message/${encodeURIComponent(id)}`)).json()) as MailboxMessageWithContents;

  return {
    list,
    get,
    async newest(address, { timeoutMs = 15_000, seen = new Set() } = {}) {
      const deadline = Date.now() + timeoutMs;
      while (Date.now() < deadline) {
        const mail = (await list()).find(({ ID, To }) => !seen.has(ID) && To.some((to) => isSame(to.Address, address)));
        if (mail) return get(mail.ID);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`no mail to ${address} within ${timeoutMs} ms`);
    },
    async clear() {
      await ask("/api/v1/messages", { method: "DELETE" });
    },
  };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
