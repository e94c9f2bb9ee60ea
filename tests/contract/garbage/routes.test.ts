import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Described, readDescription } from "../described.ts";
import { anyJson, likeSchema, type Schema, texts } from "./arbitraries.ts";
import { otherTenant, ownTenant, type Settled, settle } from "./settled.ts";

/** Runs of each route. The seed makes them the same every time. */
const RUNS = Number(process.env.SIGNET_GARBAGE_RUNS ?? 12);
const SEED = Number(process.env.SIGNET_GARBAGE_SEED ?? 7);

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

let settled: Settled;
beforeAll(async () => {
  settled = await settle();
});
afterAll(() => settled?.server.stop());

describe.each(["admin", "public"] as const)("garbage at the %s listener", (door) => {
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
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    );
    other = await settled.stateOf(otherTenant);
  });

  test("is answered as the document says, and changes nothing when it is refused", { timeout: 300_000 }, async () => {
    expect(operations.length).toBeGreaterThan(5);
    for (const { method, path, operation } of operations) {
      await fc.assert(
        fc.asyncProperty(requests(path, operation, settled.known), async ({ target, type, body }) => {
          const before = await settled.stateOf(ownTenant);
          const hasBody = method !== "GET" && body !== undefined;
          const response = await fetch(`${url}${target}`, {
            method,
            redirect: "manual",
            ...(hasBody && { body, headers: { "content-type": type } }),
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
          if (door === "admin" && response.status >= 400) expect(await settled.stateOf(ownTenant), about).toBe(before);
        }),
        { numRuns: RUNS, seed: SEED },
      );
    }
    expect(await settled.stateOf(otherTenant), "rows of another tenant").toBe(other);
  });
});

interface Request {
  readonly target: string;
  readonly type: string;
  readonly body: string | undefined;
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
