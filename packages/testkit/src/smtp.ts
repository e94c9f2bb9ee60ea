import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type AddressObject, type EmailAddress, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";

/** A mail as it was received. */
export interface Mail {
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  /** The addresses of the envelope, in lower case: where the mail really went. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A name, possibly empty, and an address. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

/** How an SMTP server for tests behaves. */
export interface SmtpOptions {
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  /** Larger mails are refused with 552. */
  readonly maxBytes?: number;
  /** Where set, a client must log in with exactly this. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Answers with an SMTP code (450, 550 …) to refuse a recipient. */
  readonly refuse?: (address: string) => number | undefined;
}

/** A running SMTP server. */
export interface Smtp {
  readonly port: number;
  /** Stops accepting and closes what is open. */
  stop(): Promise<void>;
}

/** Ten megabytes: more than any mail of a sign-in page. */
export const defaultMaxBytes = 10 * 1024 * 1024;

/** Starts an SMTP server that hands every mail it receives to `onMail` before it accepts it. */
export async function startSmtp(onMail: (mail: Mail) => void, options: SmtpOptions = {}): Promise<Smtp> {
  const { host = "127.0.0.1", port = 0, maxBytes = defaultMaxBytes, login, refuse } = options;
  const server = new SMTPServer({
    // Without STARTTLS no client tries to verify a certificate that nobody has issued.
    disabledCommands: login ? ["STARTTLS"] : ["STARTTLS", "AUTH"],
    authOptional: !login,
    allowInsecureAuth: true,
    size: maxBytes,
    closeTimeout: 1_000,
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password
        ? done(undefined, { user: username })
        : done(smtpError(535, "wrong user or password")),
    onRcptTo: ({ address }, _session, done) => {
      const code = refuse?.(address.toLowerCase());
      done(code === undefined ? undefined : smtpError(code, "recipient refused"));
    },
    onData: (stream, { envelope }, done) => {
      const recipients = envelope.rcptTo.map(({ address }) => address.toLowerCase());
      receive(stream, recipients).then((mail) => done(undefined, void onMail(mail)), done);
    },
  });
  // A client that hangs up in the middle is its own problem.
  server.on("error", () => {});
  server.listen(port, host);
  await once(server.server, "listening");
  return {
    // A TCP server that listens has an address with a port.
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function receive(stream: SMTPServerDataStream, recipients: readonly string[]): Promise<Mail> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    // The rest of a mail that is too large must be read, or the client never gets its answer.
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  if (stream.sizeExceeded) throw smtpError(552, "mail too large");
  const { from, to, subject, text, html } = await simpleParser(Buffer.concat(chunks), {
    maxHtmlLengthToParse: 1_000_000,
  });
  return {
    from: addressesOf(from)[0] ?? { name: "", address: "" },
    to: addressesOf(to),
    recipients,
    subject: subject ?? "",
    text: text ?? "",
    html: html || "",
  };
}

function addressesOf(field: AddressObject | AddressObject[] | undefined): MailAddress[] {
  return [field ?? []].flat().flatMap(({ value }) => value.flatMap(flatten));
}

// "Undisclosed: a@x, b@y;" is a group; its members are what counts.
function flatten({ name, address, group }: EmailAddress): MailAddress[] {
  if (group) return group.flatMap(flatten);
  return address ? [{ name, address }] : [];
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
