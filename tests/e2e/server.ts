import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testDatabaseUrl } from "@signet/db/test";
import { startDemo } from "@signet/demo";
import { codeOf, freePorts, type Inbox, startInbox } from "@signet/testkit";
import { type Launch, oneProcess, type Program, runProgram, separateServices } from "./program.ts";

/** Settings in the configuration's own keys. */
export type Settings = Readonly<Record<string, unknown>>;

/** A demo page, the server behind it, and the mailbox of everybody who signs in there. */
export interface Site {
  readonly demoUrl: string;
  readonly apiUrl: string;
  readonly adminUrl: string;
  readonly databaseUrl: string;
  /** The code in the next mail to this address. */
  codeFor(address: string): Promise<string>;
  /** Runs a command of the program over the site's configuration; gives what it printed. */
  run(...args: readonly string[]): Promise<string>;
  /** Moves the server's clock, where there is one for all units. */
  readonly advance: Program["advance"];
  stop(): Promise<void>;
}

/** How a site differs from one with the default settings, in one process, over a database of its own. */
export interface SiteOptions {
  readonly settings?: Settings;
  /** The database of another site, to find its people there. */
  readonly databaseUrl?: string;
  readonly launch?: (launch: Launch) => Promise<Program>;
}

/** With a throw-away NATS in SIGNET_E2E_NATS_URL the whole suite runs against units in processes of their own. */
const natsUrl = process.env.SIGNET_E2E_NATS_URL;
const usual = natsUrl === undefined ? oneProcess : separateServices(natsUrl);

/** Starts the built program over a real database, and the demo page in front of it. */
export async function startSite({ settings = {}, launch = usual, ...options }: SiteOptions = {}): Promise<Site> {
  const databaseUrl = options.databaseUrl ?? (await testDatabaseUrl());
  const inbox = await startInbox();
  const [publicPort = 0, adminPort = 0] = await freePorts(2);
  const apiUrl = `http://localhost:${publicPort}`;
  const demo = await startDemo({ port: 0, apiUrl });
  const folder = await mkdtemp(join(tmpdir(), "signet-e2e-"));
  const stopAround = async () => {
    await Promise.all([demo.stop(), inbox.stop(), rm(folder, { recursive: true, force: true })]);
  };
  try {
    const configFile = join(folder, "config.json");
    const facts = { databaseUrl, inbox, publicPort, adminPort, origin: demo.url };
    await writeFile(configFile, JSON.stringify({ ...settings, ...configuration(facts) }));
    const program = await launch({ configFile, databaseUrl, publicPort, adminPort, smtpPort: inbox.port });
    return {
      demoUrl: demo.url,
      apiUrl,
      adminUrl: `http://127.0.0.1:${adminPort}`,
      databaseUrl,
      codeFor: async (address) => codeOf(await inbox.next(address)),
      run: (...args) => runProgram([...args, "--config", configFile]),
      advance: program.advance,
      async stop() {
        await program.stop();
        await stopAround();
      },
    };
  } catch (error) {
    await stopAround();
    throw error;
  }
}

interface Facts {
  readonly databaseUrl: string;
  readonly inbox: Inbox;
  readonly publicPort: number;
  readonly adminPort: number;
  readonly origin: string;
}

function configuration({ databaseUrl, inbox, publicPort, adminPort, origin }: Facts): Settings {
  return {
    database: { url: databaseUrl },
    secrets: { keys: ["a key for browser tests alone"] },
    webauthn: { relying_party: { id: "localhost", origins: [origin] } },
    server: {
      public: { address: `127.0.0.1:${publicPort}`, cors: { allow_origins: [origin] } },
      admin: { address: `127.0.0.1:${adminPort}` },
    },
    email_delivery: { smtp: { host: "127.0.0.1", port: String(inbox.port) } },
    rpc: { address: "" },
    // Sites with the same people are one installation.
    bus: { namespace: new URL(databaseUrl).pathname.slice(1) },
    // All people of these tests are at one address, and none of them waits for a minute to pass.
    rate_limiter: { enabled: false },
  };
}
