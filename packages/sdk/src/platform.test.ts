import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

// What browsers, Deno, Bun and the runtimes of edge networks have in common, and nothing of Node's own.
const webGlobals = {
  AbortController,
  AbortSignal,
  Headers,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearTimeout,
  crypto,
  performance,
  setTimeout,
};

async function sdkIn(globals: object): Promise<(code: string) => unknown> {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL("index.ts", import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    platform: "browser",
    format: "iife",
    globalName: "sdk",
    target: "es2022",
  });
  expect(Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ external }) => external))).toEqual(
    [],
  );
  expect(Object.keys(metafile.inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
  const context = createContext({ ...globals });
  runInContext(outputFiles[0]?.text ?? "", context);
  return (code) => runInContext(code, context);
}

test("the SDK needs nothing but what the web has", async () => {
  const requests: [string, RequestInit][] = [];
  const fetch = async (url: string, init: RequestInit) => {
    requests.push([url, init]);
    return Response.json([]);
  };
  const run = await sdkIn({ ...webGlobals, fetch });
  expect(
    await run(`sdk.createAuthenticationClient({ apiUrl: "https://h", apiSecret: "s", apiKeyId: "k" })
      .listCredentials({ userId: "ada" })`),
  ).toEqual([]);
  const [[url, { headers }] = ["", {}]] = requests;
  expect(url).toBe("https://h/v1/webauthn/credentials?user_id=ada");
  expect(headers).toMatchObject({ authorization: expect.stringMatching(/^hanko ey/) });

  expect(
    await run(`sdk.createPasskeyClient({ baseUrl: "https://h", tenantId: "t" }).credentials.list()`),
  ).toMatchObject({
    items: [],
  });
  expect(run(`sdk.serialize({ bytes: new Uint8Array([1]), buffer: new ArrayBuffer(1) })`)).toBe(
    '{"bytes":"AQ","buffer":"AA"}',
  );
});

test("signatures there are those of the contract", async () => {
  const run = await sdkIn(webGlobals);
  const header = await run(`sdk.hmacAuthorization({
    apiKeyId: "3f1c2b7a-9d4e-4c6f-8a10-5b2e7d9c0f41", apiSecret: "example-secret-not-for-production",
    method: "GET", path: "/v1/webauthn/credentials",
    time: { getTime: () => 1700000000000 }, nonce: "7a0e4d52-1b7c-4f0e-9c3d-6d1f2a3b4c5d",
  })`);
  expect(Buffer.from(String(header).slice(6), "base64").toString()).toContain(
    "3353627427fbe8c4cd24b6188b9091a103d1355e946cbbd721dc20643cc8c61b",
  );
});

test("and the test would notice: without one of them it fails", async () => {
  const { crypto: _, ...rest } = webGlobals;
  const run = await sdkIn(rest);
  const call = `sdk.hmacAuthorization({ apiKeyId: "k", apiSecret: "s", method: "GET", path: "/" })`;
  await expect(run(call)).rejects.toThrow(/crypto/);
});
