import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Described, readDescription } from "../described.ts";
import { anyJson, likeSchema, type Schema, texts } from "./arbitraries.ts";
import { idsOf, otherTenant, ownTenant, type Settled, settle } from "./settled.ts";

/** Runs of each route. The seed makes them the same every time. */
const RUNS = Number(process.env.SIGNET_GARBAGE_RUNS ?? 8);
const SEED = Number(process.env.SIGNET_GARBAGE_SEED ?? 7);

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

let settled: Settled;
beforeAll(async () => {
  settled = await settle();
}, 60_000);
afterAll(() => settled?.server.stop());

/** The public API for somebody who is signed in and for somebody nobody knows; last the admin API, which may delete people. */
const doors = ["signed-in public", "public", "admin"] as const;

describe.each(doors)("garbage at the %s listener", (door) => {
  let url: string;
  let described: Described;
  let operations: readonly { readonly method: string; readonly path: string; readonly operation: Operation }[];
  let other: string;
  beforeAll(async () => {
    url = door === "admin" ? settled.server.adminUrl : settled.server.apiUrl;
    described = await readDescription(url);
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    operations = Object.entries(paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
      )
      // All others are the same to whoever asks.
      .filter(({ operation: { security = [] } }) => door !== "signed-in public" || security.some((way) => way.session));
    other = await settled.stateOf(otherTenant);
  });

  test("is answered as the document says, and changes nothing when it is refused", { timeout: 300_000 }, async () => {
    expect(operations.length).toBeGreaterThan(5);
    const neighbours = await settled.stateOfNeighbours();
    const { neighbours: own, others } = settled;
    const strangers = [...(door === "admin" ? [] : own.slice(0, 1)), ...others.slice(0, 1)];
    for (const { method, path, operation } of operations) {
      const examples = strangers.flatMap(idsOf).map((id) => [aimedAt(path, id)] as [Request]);
      await fc.assert(
        fc.asyncProperty(requests(path, operation, settled.known), async ({ target, type, body }) => {
          const authorization = door === "signed-in public" ? `Bearer ${await settled.signIn()}` : undefined;
          const before = await stateAt(door);
          const hasBody = method !== "GET" && body !== undefined;
          const response = await fetch(`${url}${target}`, {
            method,
            redirect: "manual",
            headers: { ...(authorization && { authorization }), ...(hasBody && { "content-type": type }) },
            ...(hasBody && { body }),
          });
          const text = await response.text();
          const about = `${method} ${target} ${type} ${String(body).slice(0, 300)} answered ${response.status} ${text.slice(0, 200)}`;
          expect(response.status, about).not.toBe(500);
          expect(text, about).not.toContain(settled.secret);
          described.expectDescribed(method, target, {
            status: response.status,
            headers: response.headers,
            text,
            json: jsonOf(text),
          });
          if (response.status >= 400) expect(await stateAt(door), about).toBe(before);
          if (door === "admin") return;
          for (const { word } of settled.neighbours) expect(text, about).not.toContain(word);
        }),
        { numRuns: RUNS + examples.length, seed: SEED, examples },
      );
      if (door !== "admin") expect(await settled.stateOfNeighbours(), `after ${method} ${path}`).toBe(neighbours);
    }
    expect(await settled.stateOf(otherTenant), "rows of another tenant").toBe(other);
  });
});

/** What a refusal must leave as it was. */
function stateAt(door: (typeof doors)[number]): Promise<string> {
  return door === "admin" ? settled.stateOf(ownTenant) : settled.belongingsOf(ownTenant);
}

interface Request {
  readonly target: string;
  readonly type: string;
  readonly body: string | undefined;
}

/** A request that is in order, for what belongs to somebody else. */
function aimedAt(path: string, id: string): Request {
  const said = {
    id,
    user_id: id,
    email_id: id,
    value: id,
    name: "x",
    code: "000000",
    password: "another long password",
  };
  return { target: path.replace(/\{\w+\}/g, id), type: "application/json", body: JSON.stringify(said) };
}

/** Requests to one route: its parameters, its query and its body, each as described or as garbage. */
function requests(
  path: string,
  { parameters = [], requestBody }: Operation,
  known: readonly string[],
): fc.Arbitrary<Request> {
  const segments = path.split("/").map((segment) =>
    // An empty parameter would be another path.
    /^\{/.test(segment) ? texts(known).map((text) => encode(text) || "x") : fc.constant(segment),
  );
  const query = parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name, schema }) =>
      fc.option(
        likeSchema(schema, known).map(
          (value) => `${name}=${encode(typeof value === "string" ? value : (JSON.stringify(value) ?? ""))}`,
        ),
      ),
    );
  const schema = requestBody?.content["application/json"]?.schema ?? {};
  const body = fc.oneof(
    { arbitrary: likeSchema(schema, known).map((value) => JSON.stringify(value)), weight: 8 },
    { arbitrary: anyJson(known).map((value) => `${JSON.stringify(value)}`.slice(0, -1)), weight: 1 },
    { arbitrary: fc.constantFrom("", "null", "[", '{"a":', "\0", "[".repeat(20_000)), weight: 1 },
  );
  const type = fc.oneof(
    { arbitrary: fc.constant("application/json"), weight: 9 },
    { arbitrary: fc.constantFrom("text/plain", "multipart/form-data", "application/xml"), weight: 1 },
  );
  return fc.record({
    target: fc.tuple(fc.tuple(...segments), fc.tuple(...query)).map(([places, pairs]) => {
      const given = pairs.filter((pair) => pair !== null);
      return places.join("/") + (given.length > 0 ? `?${given.join("&")}` : "");
    }),
    type,
    body,
  });
}

function encode(text: string): string {
  // Half of a pair cannot be encoded at all.
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, "\ufffd"))
    .slice(0, 1500)
    .replace(/%.?$/, "");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
