import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ceremonies, makeCustomers, openShop } from "./ceremonies.ts";
import { openMailSink } from "./mail-sink.ts";
import { type Measurement, measure } from "./measure.ts";
import { giveApp, makePerson, needsApp, type Operation, operations, type Person } from "./operations.ts";
import { row, table } from "./report.ts";
import { type Subject, startSubject } from "./server.ts";
import { statementsPerAction } from "./statements.ts";
import { openWire, type Wire } from "./wire.ts";

const help = `npm run bench -- [options]

  --only REGEX     only operations whose name matches
  --at LIST        how many at once, one run each (1,16,64)
  --seconds N      how long each run takes (4)
  --workers N      processes of the server (1)
  --survive        256 at once on a pool of five connections
  --json FILE      the results as JSON as well

  --url URL        measures a server that runs already, in place of a clean instance, and then
  --smtp PORT      where its mail goes: the bench reads the codes there
  --pid PID        its processes, for their CPU and memory; may be repeated
  --db-pid PID     those of its database; may be repeated`;

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    smtp: { type: "string", default: "0" },
    pid: { type: "string", multiple: true, default: [] },
    "db-pid": { type: "string", multiple: true, default: [] },
    only: { type: "string" },
    at: { type: "string", default: "1,16,64" },
    seconds: { type: "string", default: "4" },
    workers: { type: "string", default: "1" },
    survive: { type: "boolean", default: false },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(help);
  process.exit();
}

const PEOPLE = 128;
const SURVIVORS = 256;
const parallels = options.at.split(",").map(Number);

const verification = verificationMs();
console.log(`P-256 verification: ${verification.toFixed(3)} ms`);
const sink = await openMailSink(Number(options.smtp));
const subject = options.url
  ? foreign(options.url)
  : await startSubject({ smtpPort: sink.port, workers: options.workers });
const { start } = subject;
if (start) {
  const idle = Math.round(start.memory / 1e6);
  console.log(`start: ${ms(start.firstMs)} with a new database, ${ms(start.againMs)} again; ${idle} MB idle`);
}
const wires = Array.from({ length: SURVIVORS }, () => openWire(subject.url));
const results: Measurement[] = [];
try {
  const people = chosen().length > 0 ? await makePeople(wires) : [];
  const withApp = chosen().some(([name]) => needsApp.has(name)) ? await makeGuarded(wires) : [];
  const crowdOf = (name: string) => (needsApp.has(name) ? withApp : people);
  console.log("statements to the database, by action:");
  for (const [name, operation] of chosen()) console.log(`${name}: ${await statementsOf(operation, crowdOf(name))}`);
  console.log(`\n${table([])}`);
  for (const [name, operation] of chosen()) {
    for (const parallel of options.survive ? [SURVIVORS] : parallels) {
      await freshCodes(crowdOf(name));
      const result = await run(name, operation, parallel, crowdOf(name));
      results.push(result);
      console.log(row(result));
    }
  }
  results.push(...(await measureCeremonies()));
} finally {
  for (const wire of wires) wire.close();
  await subject.stop();
  sink.close();
}
const peak = Math.max(...results.map(({ peakMemory }) => peakMemory));
console.log(`\npeak memory of the server: ${Math.round(peak / 1e6)} MB`);
if (options.json) writeFileSync(options.json, JSON.stringify({ verification, start, results }, undefined, 2));
if (results.some(({ failed }) => failed > 0)) process.exitCode = 1;

function run(name: string, operation: Operation, parallel: number, people: readonly Person[]) {
  const { processes } = subject;
  const seconds = options.survive ? 60 : Number(options.seconds);
  const most = needsApp.has(name) ? people.length : options.survive ? SURVIVORS * 2 : undefined;
  return measure({ name, operation, parallel, seconds, most, wires, people, sink, processes });
}

/** Ceremonies of the Authentication API, by customers of a relying party. */
async function measureCeremonies(): Promise<Measurement[]> {
  const [wire] = wires;
  const names = ["authentication ceremony", "transaction ceremony"].filter(isChosen);
  if (names.length === 0 || !subject.adminUrl || !wire) return [];
  const shop = await openShop(subject.adminUrl);
  const customers = await makeCustomers(shop, wire, options.survive ? SURVIVORS : PEOPLE);
  const measured: Measurement[] = [];
  for (const [name, operation] of Object.entries(ceremonies(shop)).filter(([each]) => isChosen(each))) {
    for (const parallel of options.survive ? [SURVIVORS] : parallels) {
      const result = await run(name, operation, parallel, customers);
      measured.push(result);
      console.log(row(result));
    }
  }
  return measured;
}

function isChosen(name: string): boolean {
  return new RegExp(options.only ?? ".").test(name);
}

function chosen(): [string, Operation][] {
  return Object.entries(operations).filter(([name]) => isChosen(name));
}

/** Nobody signs in twice at once: the same person's sessions would crowd each other out. */
async function makePeople(lanes: readonly Wire[]): Promise<Person[]> {
  const count = options.survive ? SURVIVORS : PEOPLE;
  const people: Person[] = [];
  let begun = 0;
  // Exactly as many as the lanes divide among themselves: one more, and two lanes would meet in one person.
  const shared = lanes.slice(0, 8).map(async (wire) => {
    while (begun++ < count) people.push(await makePerson(wire, sink));
  });
  await Promise.all(shared);
  return people;
}

/** People of their own: a second factor would come in the way of everything else. */
async function makeGuarded(lanes: readonly Wire[]): Promise<Person[]> {
  const people = await makePeople(lanes);
  const guarded: Person[] = [];
  for (const person of people) if (lanes[0]) guarded.push(await giveApp(lanes[0], person));
  return guarded;
}

/** Waits until every app has a code that was not used. */
async function freshCodes(people: readonly Person[]): Promise<void> {
  const wait = Math.max(...people.map(({ app }) => app?.waitMs() ?? 0), 0);
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}

async function statementsOf(operation: Operation, people: readonly Person[]): Promise<string> {
  await freshCodes(people);
  const [wire] = wires;
  const workplaces = people.flatMap((person) => (wire ? [{ wire, sink, person }] : []));
  const counts = await statementsPerAction(operation, workplaces, subject.processes.statements);
  return counts?.join(", ") ?? "the server does not tell";
}

function foreign(url: string): Subject {
  const numbers = (texts: readonly string[]) => () => texts.map(Number);
  return {
    url: new URL(url),
    processes: {
      server: numbers(options.pid),
      database: numbers(options["db-pid"]),
      statements: async () => undefined,
    },
    stop: async () => undefined,
  };
}

/** What one signature check costs here: numbers of two machines compare by it. */
function verificationMs(): number {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = createPublicKey(privateKey);
  const message = Buffer.alloc(69);
  const signature = sign("sha256", message, privateKey);
  const rounds = 2_000;
  const begun = performance.now();
  for (let round = 0; round < rounds; round++) verify("sha256", message, publicKey, signature);
  return (performance.now() - begun) / rounds;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
