import type { Config } from "@signet/config";
import type { Mailbox, Payments } from "@signet/demo";
import type { Running } from "@signet/kit";
import { everything } from "./choice.ts";
import { type ConfigInput, configure, tellWarnings } from "./configuration.ts";
import { databaseServer, ensureMigrated } from "./database.ts";
import { type DemoPorts, listUrls, openDemo, openMailbox } from "./demo.ts";
import { internalKeyOf } from "./secrets.ts";
import { serveHere } from "./serve.ts";
import type { Server } from "./server.ts";
import { endOnDefect, untilStopped } from "./signals.ts";

/** Serves everything for a first look until a signal: every unit, the demo page, the mailbox. */
export async function dev(ports: DemoPorts, input: ConfigInput): Promise<void> {
  const started = performance.now();
  const open: Running[] = [];
  try {
    const mailbox = await openMailbox({ httpPort: ports.mailboxPort, smtpPort: 0 });
    open.push(mailbox);
    const { config, warnings, log } = configure(input, { env: environment(ports, mailbox, input) });
    endOnDefect(log);
    tellWarnings(warnings, config, log);

    const database = await databaseServer(config, log);
    open.push(database);
    await ensureMigrated(database.url, true, log);
    const server = await serveHere(everything, { config, url: database.url, log });
    open.push(server);

    const { server: addresses, session } = config;
    const apiUrl = localUrl(addresses.public.address.port);
    const page = {
      ...{ port: ports.port, apiUrl, mailboxUrl: mailbox.url, cookieName: session.cookie.name, log },
      payments: paymentsOf(server, { config, apiUrl, origin: localUrl(ports.port) }),
    };
    const demo = await openDemo(page);
    open.push(demo);

    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const urls = listUrls({
      "Demo page": demo.url,
      Mailbox: mailbox.url,
      "Public API": apiUrl,
      "Admin API": localUrl(addresses.admin.address.port),
      ...(addresses.rpc.address && { RPC: localUrl(addresses.rpc.address.port) }),
    });
    console.log(`\nSignet is ready after ${seconds} s. Ctrl-C stops it.\n\n${urls}\n`);
    await untilStopped(log);
  } finally {
    for (const running of open.reverse()) await running.stop();
  }
}

/**
 * Development settings. The process's own environment replaces them; a file replaces none but its addresses and names,
 * so that no mail of a trial leaves this machine.
 */
function environment({ port }: DemoPorts, { smtpPort }: Mailbox, { file }: ConfigInput): NodeJS.ProcessEnv {
  const origin = localUrl(port);
  const withoutFile = {
    SERVER_PUBLIC_ADDRESS: "127.0.0.1:8000",
    SERVER_ADMIN_ADDRESS: "127.0.0.1:8001",
    SERVER_RPC_ADDRESS: "127.0.0.1:8004",
    SERVICE_NAME: "Signet",
    EMAIL_DELIVERY_FROM_NAME: "Signet",
    WEBAUTHN_RELYING_PARTY_ORIGINS: origin,
    CORS_ALLOW_ORIGINS: origin,
  };
  return {
    DEVELOPMENT: "true",
    EMAIL_DELIVERY_SMTP_HOST: "127.0.0.1",
    EMAIL_DELIVERY_SMTP_PORT: String(smtpPort),
    ...(file === undefined && withoutFile),
    ...process.env,
  };
}

/** Payments go through typed calls, which a configuration may have shut. */
function paymentsOf(
  { rpcUrl }: Server,
  { config, ...urls }: { readonly config: Config; readonly apiUrl: string; readonly origin: string },
): (() => Promise<Payments>) | undefined {
  const rpcKey = internalKeyOf(config);
  if (rpcUrl === undefined || rpcKey === undefined) return undefined;
  return async () => (await import("./payments.ts")).openPayments({ rpcUrl, rpcKey, ...urls });
}

function localUrl(port: number): string {
  return `http://localhost:${port}`;
}
