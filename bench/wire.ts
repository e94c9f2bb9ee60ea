import { connect, type Socket } from "node:net";

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/**
 * One keep-alive connection that sends a request at a time. Written on the socket because the loader shares the cores
 * with what it measures: node:http costs about three times the CPU of this.
 */
export interface Wire {
  request(method: string, path: string, body?: string, headers?: string): Promise<Answer>;
  close(): void;
}

/** Opens a connection to a server of plain HTTP/1.1 that states the length of its bodies. */
export function openWire(base: URL): Wire {
  const port = Number(base.port || 80);
  let socket: Socket | undefined;
  let received = Buffer.alloc(0);
  let pending: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  function settle(error?: Error): void {
    const waiting = pending;
    if (!waiting) return;
    if (error) {
      pending = undefined;
      received = Buffer.alloc(0);
      socket = undefined;
      waiting.reject(error);
      return;
    }
    const answer = parse(received);
    if (!answer) return;
    pending = undefined;
    received = Buffer.alloc(0);
    waiting.resolve(answer);
  }

  function open(): Socket {
    const opened = connect({ host: base.hostname, port, noDelay: true });
    opened.on("data", (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      settle();
    });
    opened.on("error", (error) => settle(error));
    opened.on("close", () => {
      if (socket === opened) settle(new Error("the server closed the connection"));
      if (socket === opened) socket = undefined;
    });
    return opened;
  }

  return {
    request(method, path, body = "", headers = "") {
      socket ??= open();
      const content = body === "" ? "" : "content-type: application/json\r\n";
      const head = `${method} ${path} HTTP/1.1\r\nhost: ${base.host}\r\n${content}${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
      const opened = socket;
      return new Promise((resolve, reject) => {
        pending = { resolve, reject };
        opened.write(head + body);
      });
    },
    close() {
      const open = socket;
      socket = undefined;
      open?.destroy();
    },
  };
}

/** The answer, once all of it is there. */
function parse(received: Buffer): Answer | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const headers = received.toString("latin1", 0, end);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(headers)?.[1] ?? 0);
  const start = end + 4;
  if (received.length < start + length) return undefined;
  return { status: Number(headers.slice(9, 12)), headers, body: received.toString("utf8", start, start + length) };
}
