import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as http1Request } from "node:http";
import { connect as http2Connect } from "node:http2";
import { connect as tcpConnect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import type { Database } from "@signet/db";
import { testDatabase } from "@signet/db/test";
import { Reason } from "@signet/proto/errors/v1/errors";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@signet/proto/grpc/health/v1/health";
import { ServerReflection } from "@signet/proto/grpc/reflection/v1/reflection";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLocalBus } from "./bus-local.ts";
import { silentLog } from "./log.ts";
import { reasonOf } from "./problem.ts";
import { openRpcListener } from "./rpc-listener.ts";
import { sampleTable, sampleUnits } from "./test/sample-units.ts";
import { type RunningUnits, startUnits, testKey } from "./test/shapes.ts";
import type { TlsMaterial } from "./tls.ts";

let db: Database;
let units: RunningUnits;
let url: string;

beforeAll(async () => {
  db = await testDatabase();
  units = await startUnits({ units: sampleUnits, shape: "processes", mayCall: sampleTable, db, bus: createLocalBus });
  url = units.urlOf("identity");
});
afterAll(() => units?.stop());

const headers =
  (values: Record<string, string>): Interceptor =>
  (next) =>
  (request) => {
    for (const [name, value] of Object.entries(values)) request.header.set(name, value);
    return next(request);
  };
const keyed = headers({ authorization: `Bearer ${testKey}`, "signet-unit": "flow" });

/** Every way to say the same to one port. */
const protocols: Record<string, (interceptor: Interceptor) => Transport> = {
  "gRPC over HTTP/2": (interceptor) => createGrpcTransport({ baseUrl: url, interceptors: [interceptor] }),
  "gRPC-Web over HTTP/1.1": (interceptor) =>
    createGrpcWebTransport({ baseUrl: url, httpVersion: "1.1", interceptors: [interceptor] }),
  "gRPC-Web over HTTP/2": (interceptor) =>
    createGrpcWebTransport({ baseUrl: url, httpVersion: "2", interceptors: [interceptor] }),
  "Connect over HTTP/1.1": (interceptor) =>
    createConnectTransport({ baseUrl: url, httpVersion: "1.1", interceptors: [interceptor] }),
  "Connect over HTTP/2": (interceptor) =>
    createConnectTransport({ baseUrl: url, httpVersion: "2", interceptors: [interceptor] }),
};

const failure = (call: Promise<unknown>) => call.then(() => expect.fail("the call succeeded"), ConnectError.from);

describe.each(Object.entries(protocols))("%s", (_name, transport) => {
  test("a call with the key is answered", async () => {
    const { user } = await createClient(IdentityService, transport(keyed)).findUser({});
    expect(user?.name).toBe("flow");
  });

  test.each([
    ["no key", {}],
    ["a wrong key", { authorization: `Bearer ${testKey}x` }],
    ["a key that only begins right", { authorization: `Bearer ${testKey.slice(0, -1)}` }],
    ["the key without its scheme", { authorization: testKey }],
  ])("a call with %s is refused, whatever unit it claims to be", async (_what, values) => {
    const client = createClient(IdentityService, transport(headers({ ...values, "signet-unit": "flow" })));
    const error = await failure(client.findUser({}));
    expect([error.code, reasonOf(error)]).toEqual([Code.Unauthenticated, Reason.CALLER_UNAUTHENTICATED]);
  });

  test("a unit that the table does not name is refused in spite of the key", async () => {
    const authorization = `Bearer ${testKey}`;
    const client = createClient(IdentityService, transport(headers({ authorization, "signet-unit": "audit" })));
    expect(reasonOf(await failure(client.findUser({})))).toBe(Reason.CALLER_FORBIDDEN);
  });

  test("a call that names no unit is a customer's", async () => {
    const client = createClient(IdentityService, transport(headers({ authorization: `Bearer ${testKey}` })));
    expect((await client.findUser({})).user?.name).toBe("api");
  });

  test("a tenant that is no UUID and an origin that is no message are refused", async () => {
    const authorization = `Bearer ${testKey}`;
    for (const [name, value] of [
      ["signet-tenant", "x' OR 1=1"],
      ["signet-origin-bin", "////"],
    ] as const) {
      const client = createClient(IdentityService, transport(headers({ authorization, [name]: value })));
      expect((await failure(client.findUser({}))).code).toBeOneOf([Code.InvalidArgument, Code.NotFound]);
    }
  });

  test("health needs no key", async () => {
    const health = createClient(Health, transport(headers({})));
    expect((await health.check({})).status).toBe(Status.SERVING);
    expect((await health.check({ service: "signet.identity.v1.IdentityService" })).status).toBe(Status.SERVING);
    expect((await failure(health.check({ service: "signet.token.v1.TokenService" }))).code).toBe(Code.NotFound);
  });
});

test("Connect JSON by a plain fetch", async () => {
  const response = await fetch(`${url}/signet.identity.v1.IdentityService/FindUser`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${testKey}` },
    body: "{}",
  });
  expect([response.status, await response.json()]).toMatchObject([200, { user: { name: "api" } }]);
});

test("reflection needs the key and describes the services with all that they import", async () => {
  async function* ask() {
    yield { messageRequest: { case: "listServices" as const, value: "" } };
    yield { messageRequest: { case: "fileContainingSymbol" as const, value: "signet.identity.v1.IdentityService" } };
    yield { messageRequest: { case: "fileContainingSymbol" as const, value: "signet.identity.v1.User" } };
    yield { messageRequest: { case: "fileByFilename" as const, value: "no/such.proto" } };
  }
  const answers = [];
  const client = createClient(ServerReflection, createGrpcTransport({ baseUrl: url, interceptors: [keyed] }));
  for await (const { messageResponse } of client.serverReflectionInfo(ask())) answers.push(messageResponse);

  const [list, service, message, missing] = answers;
  expect(list?.case === "listServicesResponse" && list.value.service.map(({ name }) => name)).toEqual([
    "signet.identity.v1.IdentityService",
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
  ]);
  const files = service?.case === "fileDescriptorResponse" ? service.value.fileDescriptorProto : [];
  const names = files.map((file) => fromBinary(FileDescriptorProtoSchema, file).name);
  expect(names).toContain("signet/identity/v1/identity_service.proto");
  expect(names).toContain("google/protobuf/timestamp.proto");
  expect(message?.case).toBe("fileDescriptorResponse");
  expect(missing).toMatchObject({ case: "errorResponse", value: { errorCode: Code.NotFound } });

  const bare = createClient(ServerReflection, createGrpcTransport({ baseUrl: url }));
  await expect(drain(bare.serverReflectionInfo(ask()))).rejects.toMatchObject({ code: Code.Unauthenticated });
});

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

test.each(["", "short", "x".repeat(31)])("a listener with the key %j does not open", async (internalKey) => {
  const composed = { routes: () => undefined, onServe: [], services: [] };
  const address = { host: "127.0.0.1", port: 0 };
  const opening = openRpcListener({ address, composed, ready: async () => {}, internalKey, log: silentLog });
  await expect(opening).rejects.toThrow("rpc.internal_key must have at least 32 bytes");
});

describe("hostile input", () => {
  const { hostname, port } = { hostname: "127.0.0.1", port: () => Number(new URL(url).port) };

  /** Sends bytes and collects the answer until the server closes, or nothing more comes. */
  const raw = (bytes: string | Buffer) =>
    new Promise<string>((resolve) => {
      let answer = "";
      const socket = tcpConnect(port(), hostname, () => socket.write(bytes));
      socket.on("data", (chunk) => {
        answer += chunk.toString("latin1");
        socket.end();
      });
      socket.on("close", () => resolve(answer));
      socket.on("error", () => resolve(answer));
    });
  const path = "/signet.identity.v1.IdentityService/FindUser";

  test.each([
    ["a host that makes no URL", `POST ${path} HTTP/1.1\r\nHost: [\r\nContent-Length: 0\r\n\r\n`, "400"],
    ["no host at all", `POST ${path} HTTP/1.0\r\nContent-Length: 0\r\n\r\n`, "400"],
    ["something that is not HTTP", "\u0016\u0003\u0001\u0002\u0000", "400"],
    ["an unknown path", "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "404"],
    ["a method that is not allowed", `PUT ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`, "405"],
    [
      "headers without end",
      `POST ${path} HTTP/1.1\r\nHost: a\r\n${`X-Filler: ${"x".repeat(8000)}\r\n`.repeat(6)}`,
      "431",
    ],
  ])("%s gets an answer", async (_what, bytes, status) => {
    expect(await raw(bytes)).toContain(`HTTP/1.1 ${status}`);
  });

  test("the first byte alone does not decide", async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = tcpConnect(port(), hostname, () => {
        socket.write("P");
        setImmediate(() =>
          setImmediate(() => socket.write("OST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")),
        );
      });
      socket.on("data", (chunk) => {
        resolve(chunk.toString("latin1"));
        socket.destroy();
      });
    });
    expect(answer).toContain("404");
  });

  test("malformed JSON, broken UTF-8 and a body that is too large are the client's fault", async () => {
    const post = (body: string | Buffer, type = "application/json") =>
      fetch(`${url}${path}`, {
        method: "POST",
        headers: { "content-type": type, authorization: `Bearer ${testKey}` },
        body: new Uint8Array(Buffer.from(body)),
      });
    expect((await post("{")).status).toBe(400);
    expect((await post(Buffer.from([0x7b, 0xff, 0xfe]))).status).toBe(400);
    // gRPC's code for a message that cannot be decoded is INTERNAL, and the library keeps to it.
    expect(await (await post(Buffer.from([0xff, 0xff]), "application/proto")).json()).toMatchObject({
      code: "internal",
    });
    expect((await post("x".repeat(5_000_000))).status).toBe(429);
    expect((await post("x", "text/html")).status).toBe(415);
  });

  test("after all that, the listener still serves", async () => {
    const session = http2Connect(url);
    session.on("error", () => undefined);
    session.destroy();
    http1Request(url)
      .on("error", () => undefined)
      .destroy();
    const health = createClient(Health, createGrpcTransport({ baseUrl: url }));
    expect((await health.check({})).status).toBe(Status.SERVING);
  });
});

test("stopping lets a call finish and ends a health watch", async () => {
  const own = await startUnits({
    units: sampleUnits.slice(0, 1),
    shape: "processes",
    mayCall: sampleTable,
    db,
    bus: createLocalBus,
  });
  const transport = createGrpcTransport({ baseUrl: own.urlOf("identity"), interceptors: [keyed] });
  const watching = drain(createClient(Health, transport).watch({}));
  const call = createClient(IdentityService, transport).createUser({ userId: "last" });
  await call;
  await Promise.all([own.stop(), watching.catch(() => undefined)]);
  expect((await failure(createClient(Health, transport).check({}))).code).not.toBe(Code.Unauthenticated);
});

describe("mutual TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "signet-tls-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const material = (unit: string): TlsMaterial => {
    const key = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    openssl(...key, "-keyout", `${unit}.key`, "-out", `${unit}.csr`, "-subj", `/CN=${unit}`);
    const names = join(folder, `${unit}.ext`);
    execFileSync("sh", ["-c", `printf 'subjectAltName=DNS:${unit}.signet.svc,DNS:localhost' > ${names}`]);
    const sign = ["x509", "-req", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl(...sign, "-in", `${unit}.csr`, "-extfile", names, "-out", `${unit}.pem`);
    return { cert: read(`${unit}.pem`), key: read(`${unit}.key`), ca: read("ca.pem") };
  };
  let secured: RunningUnits;

  beforeAll(async () => {
    const self = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    openssl(...self, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority");
    secured = await startUnits({
      units: sampleUnits,
      shape: "processes",
      mayCall: { ...sampleTable, identity: ["flow", "gateway", "audit"] },
      db,
      bus: createLocalBus,
      internalKey: "",
      tls: material,
    });
  });
  afterAll(async () => {
    await secured?.stop();
    rmSync(folder, { recursive: true });
  });

  test("units reach each other", async () => {
    expect((await secured.client(IdentityService, "gateway").findUser({})).user?.name).toBe("gateway");
  });

  test("a certificate serves only the unit that it names", async () => {
    const error = await failure(secured.client(IdentityService, "flow").findUser({}));
    expect(reasonOf(error)).toBe(Reason.CALLER_UNAUTHENTICATED);
  });

  test("without a certificate there is no connection", async () => {
    const nodeOptions = { ca: read("ca.pem") };
    const bare = createGrpcTransport({ baseUrl: secured.urlOf("identity"), nodeOptions });
    await expect(createClient(Health, bare).check({})).rejects.toThrow();
  });
});
