// npm run start:services: each unit as a process of its own on this machine, against a PostgreSQL and a NATS that run.
//   npm run start:services -- --database postgres://postgres@localhost/signet --nats nats://localhost:4222
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { prepare } from "./lib/prepare.mjs";
import { root } from "./lib/stamp.mjs";

const usage = `Usage: npm run start:services -- [options]

  --database <url>  PostgreSQL or MySQL; default: DATABASE_URL
  --nats <url>      NATS with JetStream; default: BUS_NATS_URL, or nats://127.0.0.1:4222
  --config <file>   configuration file for every unit
  --public <port>   of the public API; default 8000
  --admin <port>    of the admin API; default 8001
  --no-demo         without the demo page (8888) and the mailbox (8025)
`;
const leaves = ["identity", "credential", "token", "notification", "webhook", "audit"];
const READY_WITHIN_MS = 30_000;

const options = readOptions();
await prepare();
const main = join(root, "packages/cli/dist/main.js");
const children = new Map();
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop(0));

try {
  await startAll();
} catch (error) {
  console.error(`start:services: ${error.message}`);
  await stop(1);
}

async function startAll() {
  const { database, nats, publicPort, adminPort, demo } = options;
  const [smtpPort, ...ports] = await freePorts(leaves.length + 2);
  const rpc = Object.fromEntries([...leaves, "gateway"].map((unit, index) => [unit, ports[index]]));
  const env = {
    DEVELOPMENT: "true",
    EMAIL_DELIVERY_SMTP_HOST: "127.0.0.1",
    EMAIL_DELIVERY_SMTP_PORT: String(smtpPort),
    SERVER_PUBLIC_ADDRESS: `127.0.0.1:${publicPort}`,
    SERVER_ADMIN_ADDRESS: `127.0.0.1:${adminPort}`,
    RPC_INTERNAL_KEY: randomBytes(36).toString("base64url"),
    ...Object.fromEntries(leaves.map((unit) => [`UNITS_${unit.toUpperCase()}_URL`, `http://127.0.0.1:${rpc[unit]}`])),
    ...process.env,
    DATABASE_URL: database,
    BUS_NATS_URL: nats,
  };
  const api = `http://localhost:${publicPort}`;

  await run("migrate", ["migrate", "up"], env);
  if (demo) start("demo", ["demo", "--api", api, "--smtp-port", String(smtpPort)], process.env);
  for (const unit of leaves) start(unit, ["serve", unit], { ...env, RPC_ADDRESS: `127.0.0.1:${rpc[unit]}` });
  start("gateway", ["serve", "gateway,flow"], { ...env, RPC_ADDRESS: `127.0.0.1:${rpc.gateway}` });
  await Promise.all([
    ...Object.entries(rpc).map(([unit, port]) => until(unit, () => serves(port))),
    until("the public API", () => answers(`${api}/health/ready`)),
  ]);

  console.log("\nEvery unit is ready. Ctrl-C stops them.\n");
  if (demo) console.log("  Demo page     http://localhost:8888\n  Mailbox       http://localhost:8025");
  console.log(`  Public API    ${api}\n  Admin API     http://localhost:${adminPort}`);
  for (const [unit, port] of Object.entries(rpc)) console.log(`  ${unit.padEnd(14)}http://127.0.0.1:${port} (RPC)`);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        database: { type: "string", default: process.env.DATABASE_URL },
        nats: { type: "string", default: process.env.BUS_NATS_URL ?? "nats://127.0.0.1:4222" },
        config: { type: "string" },
        public: { type: "string", default: "8000" },
        admin: { type: "string", default: "8001" },
        "no-demo": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    if (!values.database) throw new Error("say where the database is: --database <url>, or DATABASE_URL");
    const { database, nats, config, public: publicPort, admin: adminPort } = values;
    return { database, nats, config, publicPort, adminPort, demo: !values["no-demo"] };
  } catch (error) {
    console.error(`start:services: ${error.message}\n\n${usage}`);
    return process.exit(1);
  }
}

/** Ports that were free a moment ago. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Starts a command of the program, its lines marked with its name. If it ends by itself, everything ends. */
function start(name, args, env) {
  const config = options.config === undefined || name === "demo" ? [] : ["--config", options.config];
  // Its own process group: Ctrl-C comes here, and is passed on once.
  const child = spawn(process.execPath, [main, ...args, ...config], {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => console.error(`${name.padEnd(12)} ${line}`));
  }
  const ended = new Promise((resolve) => child.on("close", resolve));
  children.set(name, { child, ended });
  ended.then((code) => {
    children.delete(name);
    if (stopping || name === "migrate") return;
    console.error(`start:services: ${name} ended with code ${code}`);
    stop(1);
  });
  return ended;
}

async function run(name, args, env) {
  const code = await start(name, args, env);
  if (code !== 0) throw new Error(`${name} failed`);
}

async function until(what, isSo) {
  const end = performance.now() + READY_WITHIN_MS;
  while (!(await isSo())) {
    if (stopping) return;
    if (performance.now() > end) throw new Error(`${what} is not ready after ${READY_WITHIN_MS / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Health of a unit's RPC listener, which needs no key. */
async function serves(port) {
  const url = `http://127.0.0.1:${port}/grpc.health.v1.Health/Check`;
  const request = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  return fetch(url, request)
    .then((response) => response.json())
    .then(
      ({ status }) => status === "SERVING",
      () => false,
    );
}

function answers(url) {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  const all = [...children.values()];
  for (const { child } of all) child.kill("SIGTERM");
  await Promise.all(all.map(({ ended }) => ended));
  process.exit(code);
}
