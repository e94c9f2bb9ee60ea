import { createServer as createHttp1Server, type RequestListener } from "node:http";
import { createServer as createHttp2Server, type Http2Session, type ServerHttp2Session } from "node:http2";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import type { TlsMaterial } from "./tls.ts";

/** A port that speaks HTTP/1.1 and HTTP/2, in clear text or over TLS. */
export interface PolyglotServer {
  readonly server: Server;
  /** Takes no more connections, lets requests finish, and after the grace ends what is left. */
  stop(graceMs: number): Promise<void>;
}

/** Every HTTP/2 connection begins with this, and no HTTP/1.1 request does (RFC 9113 section 3.4). */
const PREFACE = "PRI";
const FIRST_BYTES_MS = 10_000;
const HEADERS_MS = 10_000;
const REQUEST_MS = 60_000;
/** Longer than our own clients keep an idle connection, so that it is they who close it. */
const IDLE_MS = 600_000;
/** A user agent, in base64, and room beside it. */
const MAX_HEADER_BYTES = 32 * 1024;
const MAX_STREAMS = 1_000;

/** Hands connections to an HTTP/1.1 or HTTP/2 server, by ALPN or by their first bytes. */
export function createPolyglotServer(listener: RequestListener, tls?: TlsMaterial): PolyglotServer {
  const http1 = createHttp1Server(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS,
    },
    listener,
  );
  // This server never listens by itself; without the event it would not watch its timeouts.
  http1.emit("listening");
  const settings = { maxHeaderListSize: MAX_HEADER_BYTES, maxConcurrentStreams: MAX_STREAMS };
  // The compatibility layer gives HTTP/2 requests the shape that RequestListener names.
  const http2 = createHttp2Server({ settings }, listener as unknown as Parameters<typeof createHttp2Server>[1]);
  http2.setTimeout(IDLE_MS);

  const sockets = new Set<Socket>();
  const sessions = new Set<Http2Session>();
  http2.on("session", (session: ServerHttp2Session) => {
    sessions.add(session);
    session.on("error", () => session.destroy());
    session.on("close", () => sessions.delete(session));
  });

  const hand = (socket: Socket, speaks: "http1" | "http2") =>
    (speaks === "http2" ? http2 : http1).emit("connection", socket);
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A connection that breaks is the client's business.
    socket.on("error", () => socket.destroy());
  };
  const server = tls ? createTlsServer(tlsOptions(tls)) : createTcpServer({ noDelay: true });
  server.on("connection", keep);
  if (tls)
    server.on("secureConnection", (socket: TLSSocket) =>
      hand(socket, socket.alpnProtocol === "h2" ? "http2" : "http1"),
    );
  else server.on("connection", (socket: Socket) => peek(socket, hand));

  return {
    server,
    async stop(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.close();
      http1.close();
      http1.closeIdleConnections();
      const force = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(force);
    },
  };
}

function tlsOptions({ cert, key, ca }: TlsMaterial) {
  return {
    cert,
    key,
    ALPNProtocols: ["h2", "http/1.1"],
    minVersion: "TLSv1.2" as const,
    noDelay: true,
    handshakeTimeout: FIRST_BYTES_MS,
    ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: true }),
  };
}

/** Reads just enough of a connection to tell what it speaks, and puts it back. */
function peek(socket: Socket, hand: (socket: Socket, speaks: "http1" | "http2") => void): void {
  const silent = setTimeout(() => socket.destroy(), FIRST_BYTES_MS);
  socket.once("close", () => clearTimeout(silent));
  let seen = Buffer.alloc(0);
  const look = () => {
    const more: Buffer | null = socket.read();
    if (!more) return;
    seen = Buffer.concat([seen, more]);
    const start = seen.toString("latin1", 0, PREFACE.length);
    // A single "P" may still become POST.
    if (start.length < PREFACE.length && PREFACE.startsWith(start)) return;
    clearTimeout(silent);
    socket.off("readable", look);
    socket.unshift(seen);
    hand(socket, start === PREFACE ? "http2" : "http1");
  };
  socket.on("readable", look);
}
