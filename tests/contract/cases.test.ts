import { randomUUID } from "node:crypto";
import { flowClient, httpClient, type Reply } from "@signet/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytesOf, type Case, fill, readCases, type Situation } from "./case.ts";
import { expectConform, patternOf } from "./conform.ts";
import { type Described, readDescription } from "./described.ts";
import { openTarget, type Target } from "./target.ts";

const files = readCases(new URL("cases/", import.meta.url));
const { TARGET_URL, TARGET_ADMIN_URL } = process.env;
// Whoever runs the server at TARGET_URL chose its settings, and whether its admin API is within reach.
const due = files.filter(
  ([, { settings, door }]) =>
    TARGET_URL === undefined || (settings === undefined && (door === undefined || TARGET_ADMIN_URL !== undefined)),
);
const targets = new Map<string, Promise<Target>>();

/** Files with the same settings share a server. */
function targetFor(settings: Parameters<typeof openTarget>[0]): Promise<Target> {
  const key = JSON.stringify(settings ?? {});
  const target = targets.get(key) ?? openTarget(settings);
  targets.set(key, target);
  return target;
}

const descriptions = new Map<string, Promise<Described>>();

/** What the server at an address says of itself; each says it once. */
function descriptionOf(url: string): Promise<Described> {
  const description = descriptions.get(url) ?? readDescription(url);
  descriptions.set(url, description);
  return description;
}

function urlOf({ apiUrl, adminUrl }: Target, door: "admin" | undefined): string {
  if (door === undefined) return apiUrl;
  if (adminUrl === undefined) throw new Error("the admin API of the target is not within reach");
  return adminUrl;
}

afterAll(async () => {
  for (const target of targets.values()) await (await target).stop();
});

describe.each(due)("%s", (_file, { settings, door, situations, cases }) => {
  let target: Target;
  let usersBefore: number | undefined;
  beforeAll(async () => {
    target = await targetFor(settings);
    usersBefore = await target.countUsers();
  });

  if (situations === undefined) {
    test.each(cases)("$name", async (each) => {
      const known = { email: addressOf(), uuid: randomUUID() };
      const { request } = fill(each, known);
      const url = urlOf(target, door);
      const reply = await httpClient(url).request(request.method ?? "GET", request.path ?? "/", {
        ...(request.headers && { headers: request.headers }),
        ...(request.body && { body: bytesOf(request.body) }),
      });
      check(each, reply);
      (await descriptionOf(url)).expectDescribed(request.method ?? "GET", request.path ?? "/", reply);
    });
  } else {
    describe.each(situations)("$flow before $next.action", (situation) => {
      test.each(cases)("$name", async (each) => {
        await tryIn(situation, each, target);
      });
    });
  }

  test("nobody was stored, and the server complains of nothing", async () => {
    expect(await target.countUsers()).toBe(usersBefore);
    expect(target.complaints()).toEqual([]);
  });
});

/** Sends the request of a case to where a flow stands, and after a refusal the right one: the flow must be as before. */
async function tryIn(situation: Situation, each: Case, target: Target): Promise<void> {
  const { apiUrl } = target;
  const known = { email: addressOf(), uuid: randomUUID(), flow: situation.flow };
  const { steps, next } = fill(situation, known);
  const flow = flowClient(apiUrl);
  await flow.start(situation.flow);
  for (const { action, input, to } of steps) {
    await flow.act(action, input);
    flow.expect(to);
  }
  const { href = "" } = flow.state.actions[next.action] ?? {};
  const here = { href, csrf: flow.state.csrf_token, action: next.action, id: href.replace(/.*%40/, "") };
  const filled = fill(each, { ...known, ...here });
  const { request } = filled;
  const reply = await httpClient(apiUrl).request(request.method ?? "POST", request.path ?? href, {
    headers: { "content-type": "application/json", ...request.headers },
    ...(request.body && { body: bytesOf(request.body) }),
  });
  check(filled, reply);
  (await descriptionOf(apiUrl)).expectDescribed(request.method ?? "POST", request.path ?? href, reply);

  const afterwards = tokenOf(reply) ?? flow.state.csrf_token;
  const { name, error } = await flow.post(href, { input_data: next.input ?? {}, csrf_token: afterwards });
  expect([name, error], "the right request afterwards").toEqual([next.to, undefined]);
}

function check({ name, expect: expected }: Case, reply: Reply): void {
  expectConform(reply, name);
  expect(expected.status, reply.text.slice(0, 500)).toContain(reply.status);
  if (expected.body !== undefined) expect(reply.json).toMatchObject(patternOf(expected.body) as object);
  for (const [header, value] of Object.entries(expected.headers ?? {})) {
    expect(reply.headers.get(header) ?? "", header).toEqual(patternOf(value));
  }
}

/** The token of an answer that went on, as opposed to one that left the flow alone. */
function tokenOf({ json }: Reply): string | undefined {
  if (typeof json !== "object" || json === null || !("csrf_token" in json)) return undefined;
  return typeof json.csrf_token === "string" && json.csrf_token !== "" ? json.csrf_token : undefined;
}

const addressOf = () => `${randomUUID()}@example.com`;
