import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

/** An SMTP server that keeps the code of each recipient's last mail and forgets the rest. */
export interface MailSink {
  readonly port: number;
  /** The code of the next mail to an address. */
  code(address: string): Promise<string>;
  close(): void;
}

/** Speaks as much SMTP as a relay's pooled connection needs; parsing mails properly would cost more than sending them. */
export async function openMailSink(port = 0): Promise<MailSink> {
  const codes = new Map<string, string>();
  const readers = new Map<string, (code: string) => void>();

  const deliver = (address: string, mail: string) => {
    const code = /^subject:.*?\b(\d{6})\b/im.exec(mail)?.[1] ?? /(?<![\d#=\w])\d{6}(?!\w)/.exec(mail)?.[0];
    if (!code) return;
    const reader = readers.get(address);
    readers.delete(address);
    if (reader) reader(code);
    else codes.set(address, code);
  };

  const server = createServer((socket) => {
    let text = "";
    let recipient = "";
    let inData = false;
    socket.setEncoding("utf8").on("error", () => socket.destroy());
    socket.write("220 sink\r\n");
    socket.on("data", (chunk) => {
      text += chunk;
      for (;;) {
        const end = text.indexOf(inData ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const part = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          deliver(recipient, part);
          socket.write("250 taken\r\n");
          continue;
        }
        const command = part.slice(0, 4).toUpperCase();
        if (command === "RCPT") recipient = /<([^>]*)>/.exec(part)?.[1] ?? "";
        inData = command === "DATA";
        socket.write(replies[command] ?? "250 fine\r\n");
      }
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));

  return {
    // A TCP server's address is an object.
    port: (server.address() as AddressInfo).port,
    code(address) {
      const known = codes.get(address);
      codes.delete(address);
      if (known) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no mail to ${address} within 30 s`)), 30_000);
        readers.set(address, (code) => {
          clearTimeout(timer);
          resolve(code);
        });
      });
    },
    close: () => server.close(),
  };
}

const replies: Readonly<Record<string, string>> = {
  EHLO: "250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
  DATA: "354 go\r\n",
  QUIT: "221 bye\r\n",
};
