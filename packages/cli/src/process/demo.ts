import { type Demo, type Mailbox, startDemo, startMailbox } from "@signet/demo";
import { listenProblem } from "@signet/kit";
import { createLog } from "./log.ts";
import { endOnDefect, untilStopped } from "./signals.ts";

/** Where the demo page and the mailbox listen. */
export interface DemoPorts {
  readonly port: number;
  readonly mailboxPort: number;
}

/** What `signet demo` may be told. */
export interface DemoOptions extends DemoPorts {
  readonly api: string;
  readonly internalApi?: string;
  readonly host: string;
  readonly smtpPort: number;
}

/** Serves the demo page and the mailbox until a signal. */
export async function demo({ api, internalApi, host, smtpPort, port, mailboxPort }: DemoOptions): Promise<void> {
  const log = createLog({ level: "info", readable: true });
  endOnDefect(log);
  const mailbox = await openMailbox({ httpPort: mailboxPort, smtpPort, host });
  try {
    const page = await openDemo({ host, port, apiUrl: api, internalApiUrl: internalApi, mailboxUrl: mailbox.url, log });
    console.log(listUrls({ "Demo page": page.url, Mailbox: mailbox.url, SMTP: mailbox.smtpUrl }));
    await untilStopped(log);
    await page.stop();
  } finally {
    await mailbox.stop();
  }
}

/** Opens the mailbox: mails sent to its SMTP port are shown and reach nobody. */
export function openMailbox(options: Parameters<typeof startMailbox>[0]): Promise<Mailbox> {
  const { host = "localhost", httpPort: port } = options;
  return startMailbox(options).catch((error) => {
    throw listenProblem("the mailbox (--mailbox-port)", { host, port }, error);
  });
}

/** Opens the demo page. */
export function openDemo(options: Parameters<typeof startDemo>[0]): Promise<Demo> {
  const { host = "localhost", port } = options;
  return startDemo(options).catch((error) => {
    throw listenProblem("the demo page (--port)", { host, port }, error);
  });
}

/** What a person reads when everything is open. */
export function listUrls(urls: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(urls).map((name) => name.length));
  return Object.entries(urls)
    .map(([name, url]) => `  ${name.padEnd(width)}  ${url}`)
    .join("\n");
}
