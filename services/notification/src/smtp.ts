import { isIP } from "node:net";
import type { TenantSettings } from "@signet/config";
import { createTransport, type Transporter } from "nodemailer";

/** Where mail goes and how to log in there. */
export type SmtpSettings = TenantSettings["email_delivery"]["smtp"];

/** Connections to SMTP servers, kept open between mails. */
export interface SmtpPools {
  to(settings: SmtpSettings): Transporter;
  /** Lets mails under way finish, then closes the connections. */
  close(): void;
}

const CONNECTIONS = 5;
/** Servers like it when a connection ends now and then. */
const MAILS_PER_CONNECTION = 1_000;

/** One pool for each server that the tenants' settings name. */
export function createSmtpPools(): SmtpPools {
  const pools = new Map<string, Transporter>();
  return {
    to(settings) {
      const key = JSON.stringify(settings);
      const known = pools.get(key);
      if (known) return known;
      const pool = createPool(settings);
      pools.set(key, pool);
      return pool;
    },
    close() {
      for (const pool of pools.values()) pool.close();
      pools.clear();
    },
  };
}

function createPool({ host, port, user, password }: SmtpSettings): Transporter {
  return createTransport({
    pool: true,
    host,
    port,
    // Otherwise STARTTLS, when the server offers it.
    secure: port === 465,
    ...(user !== "" || password !== "" ? { auth: { user, pass: password } } : {}),
    // A server on this very machine has nothing to prove, and rarely the certificate for it.
    tls: { rejectUnauthorized: !isLoopback(host) },
    maxConnections: CONNECTIONS,
    maxMessages: MAILS_PER_CONNECTION,
    // One more try over a fresh connection when an idle one turned out to be dead; all others are the courier's.
    maxRequeues: 1,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
