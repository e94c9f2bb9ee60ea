// npm run contract:coverage: which outcomes of the contract (flow, state, action, error) the recorded walks and the contract
// tests reach. Reads data only. Ends with code 1 when one is missing that tests/contract/outcomes.json does not excuse, or
// when an excuse is no longer needed; `--missing` prints these and nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/stamp.mjs";

const { states, excused } = JSON.parse(readFileSync(join(root, "tests/contract/outcomes.json"), "utf8"));

const expected = Object.entries(states).flatMap(([state, { flows, actions }]) =>
  flows.flatMap((flow) =>
    Object.entries(actions).flatMap(([action, errors]) =>
      ["ok", ...errors].map((outcome) => `${flow} ${state} ${action} ${outcome}`),
    ),
  ),
);

/** The outcomes that were seen. */
const reached = new Set();

function reach(flow, state, action, outcome) {
  reached.add(`${flow} ${state} ${action} ${outcome}`);
}

function filesIn(folder) {
  const path = join(root, folder);
  return readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(path, name), "utf8")));
}

/** Errors at inputs, else the error of the whole, else success. */
function outcomesOf({ error, actions = {} }, action) {
  const atInputs = Object.values(actions[action]?.inputs ?? {}).flatMap((input) => input.error?.code ?? []);
  return atInputs.length > 0 ? atInputs : [error?.code ?? "ok"];
}

/** Each recorded walk ends with one step; where it began is where the walk without that step ended. */
function addWalks({ walks, responses }) {
  if (!Array.isArray(walks)) return;
  const ends = new Map(walks.map(([flow, kind, path, answer]) => [`${flow} ${kind} ${path}`, responses[answer].body]));
  for (const [flow, kind, path, answer] of walks) {
    const steps = path.split(" ");
    const action = steps.pop()?.split(":")[0] ?? "";
    const before = ends.get(`${flow} ${kind} ${steps.join(" ")}`);
    const { body } = responses[answer];
    if (action === "" || action === "!" || !before?.name || !body?.name) continue;
    for (const outcome of outcomesOf(body, action)) reach(flow, before.name, action, outcome);
  }
}

/** Situations lead somewhere step by step, and every case ends with `next`. */
function addCases({ situations = [] }) {
  for (const { flow, steps, next } of situations) {
    let state = "preflight";
    for (const { action, to } of [...steps, next]) {
      reach(flow, state, action, "ok");
      state = to;
    }
  }
}

/** The walks of the contract tests name every state on their way. */
function addOwnWalks({ walks }) {
  for (const { flow, steps } of walks.flatMap(({ flows }) => flows)) {
    let state = "preflight";
    for (const { action, to, error = "ok", inputErrors } of steps) {
      for (const outcome of inputErrors ? Object.values(inputErrors) : [error]) reach(flow, state, action, outcome);
      state = to;
    }
  }
}

filesIn("tests/conformance/corpus").forEach(addWalks);
filesIn("tests/contract/cases").forEach(addCases);
filesIn("tests/contract/walks").forEach(addOwnWalks);

const excuseOf = (line) => excused.find((excuse) => new RegExp(excuse.line).test(line));
const missing = expected.filter((line) => !reached.has(line));
const unexcused = missing.filter((line) => !excuseOf(line));
const idle = excused.filter((excuse) => !missing.some((line) => excuseOf(line) === excuse));

if (!process.argv.includes("--missing")) {
  for (const line of expected) {
    if (reached.has(line)) console.log(line);
    else if (excuseOf(line)) console.log(`${line}: not reached. ${excuseOf(line).why}`);
  }
}
for (const line of unexcused) console.log(`not reached: ${line}`);
for (const { line } of idle) console.log(`the excuse ${line} is not needed any more`);
const excusedCount = missing.length - unexcused.length;
console.log(`${expected.length - missing.length} of ${expected.length} outcomes reached, ${excusedCount} excused`);
if (unexcused.length + idle.length > 0) process.exitCode = 1;
