import { readFileSync } from "node:fs";
import { judge } from "../accepted.ts";
import { differences } from "../differences.ts";
import type { ReplayOptions } from "../replay.ts";
import { countOf, type Report } from "../report.ts";
import type { Judged } from "../servers.ts";
import { adminCredentialScenarios } from "./admin-credentials.ts";
import { adminUserScenarios } from "./admin-users.ts";
import { classicAccountScenarios } from "./classic-account.ts";
import { classicSignInScenarios } from "./classic-sign-in.ts";
import { publicScenarios } from "./public.ts";
import { createScript, type Scenario } from "./script.ts";

/** The worlds of the REST routes: what is said and answered there. */
export const parts = {
  "rest-public": { label: "rest public", scenarios: publicScenarios },
  "rest-admin": { label: "rest admin", scenarios: { ...adminUserScenarios, ...adminCredentialScenarios } },
  "rest-classic": { label: "rest classic", scenarios: { ...classicSignInScenarios, ...classicAccountScenarios } },
} as const satisfies Record<string, { label: string; scenarios: Readonly<Record<string, Scenario>> }>;

export type Part = keyof typeof parts;

/** Plays the scenarios of a part and compares each exchange. */
export async function replayRest(part: Part, judged: Judged, options: ReplayOptions): Promise<Report> {
  const { accepted, only } = options;
  const { label, scenarios } = parts[part];
  const expected = Object.entries(readRecording(part)).filter(([name]) => !only || name.includes(only));
  const { record, brokenOff } = await play(scenarios, judged, only);

  const failures: { walk: string; lines: readonly string[] }[] = [];
  const reasons: string[] = [];
  for (const [name, answer] of expected) {
    const got = record.get(name);
    const lines = got === undefined ? ["the step was not reached"] : differences(answer, got);
    const verdict = judge(`${label} ${name}`, lines, accepted);
    reasons.push(...verdict.reasons);
    if (verdict.failures.length > 0) failures.push({ walk: name, lines: verdict.failures });
  }
  const total = expected.length;
  const same = total - failures.length;
  return { world: part, total, same, failures: [...failures, ...brokenOff], accepted: countOf(reasons) };
}

async function play(scenarios: Readonly<Record<string, Scenario>>, judged: Judged, only: string | undefined) {
  const record = new Map<string, unknown>();
  const brokenOff: { walk: string; lines: string[] }[] = [];
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (only && !name.includes(only)) continue;
    const steps = new Map<string, unknown>();
    try {
      await scenario(createScript(judged, steps));
    } catch (error) {
      brokenOff.push({ walk: name, lines: [`broke off: ${error instanceof Error ? error.message : error}`] });
    }
    for (const [step, value] of steps) record.set(`${name} / ${step}`, value);
  }
  return { record, brokenOff };
}

function readRecording(part: Part): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(new URL(`../corpus/${part}.json`, import.meta.url), "utf8"));
}
