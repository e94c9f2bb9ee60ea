import { randomUUID } from "node:crypto";
import {
  create,
  createFileRegistry,
  type DescService,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonObject,
  type JsonValue,
  toBinary,
  toJson,
} from "@bufbuild/protobuf";
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorInfoSchema } from "@signet/proto/google/rpc/error_details";
import {
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from "@signet/proto/grpc/reflection/v1/reflection";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rpcKey, type Server, startServer } from "../contract/server.ts";

let server: Server;
let client: Client;
let registry: FileRegistry;

beforeAll(async () => {
  server = await startServer();
  client = new Client(new URL(server.rpcUrl).host, credentials.createInsecure());
  registry = await describeBy("signet.identity.v1.IdentityService", "signet.flow.v1.FlowService");
});
afterAll(async () => {
  client?.close();
  await server?.stop();
});

function metadata(values: Readonly<Record<string, string>>): Metadata {
  const all = new Metadata();
  for (const [name, value] of Object.entries(values)) all.set(name, value);
  return all;
}
const keyed = metadata({ authorization: `Bearer ${rpcKey}` });

/** What a server says of itself: the files behind some services. */
async function describeBy(...symbols: readonly string[]): Promise<FileRegistry> {
  const stream = client.makeBidiStreamRequest(
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    (request: { symbol: string }) => {
      const messageRequest = { case: "fileContainingSymbol" as const, value: request.symbol };
      return Buffer.from(
        toBinary(ServerReflectionRequestSchema, create(ServerReflectionRequestSchema, { messageRequest })),
      );
    },
    (bytes) => fromBinary(ServerReflectionResponseSchema, bytes),
    keyed,
  );
  for (const symbol of symbols) stream.write({ symbol });
  stream.end();
  const files = new Map<string, FileDescriptorProto>();
  for await (const answer of stream as AsyncIterable<ServerReflectionResponse>) {
    expect(answer.messageResponse.case).toBe("fileDescriptorResponse");
    if (answer.messageResponse.case !== "fileDescriptorResponse") continue;
    for (const bytes of answer.messageResponse.value.fileDescriptorProto) {
      const file = fromBinary(FileDescriptorProtoSchema, bytes);
      files.set(file.name, file);
    }
  }
  // A registry wants what is imported before what imports it.
  const withImports = (name: string): FileDescriptorProto[] => {
    const file = files.get(name);
    return file ? [...file.dependency.flatMap(withImports), file] : [];
  };
  const file = [...new Set([...files.keys()].flatMap(withImports))];
  return createFileRegistry(create(FileDescriptorSetSchema, { file }));
}

/** One call in JSON, turned into messages by what the server said of itself. */
function call(path: string, request: JsonObject, sent = keyed): Promise<JsonValue> {
  const [serviceName = "", methodName = ""] = path.split("/");
  const service = registry.getService(serviceName) as DescService; // described above
  const { input, output } = method(service, methodName);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      `/${path}`,
      (json: JsonObject) => Buffer.from(toBinary(input, fromJson(input, json))),
      (bytes) => toJson(output, fromBinary(output, bytes)),
      request,
      sent,
      (error, answer) => (error ? reject(error) : resolve(answer ?? null)),
    );
  });
}

function method({ methods }: DescService, name: string) {
  const found = methods.find((each) => each.name === name);
  if (!found) throw new Error(`no method ${name}`);
  return found;
}

// grpc-js rejects with its own kind of error.
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("the call succeeded"),
    (error: ServiceError) => error,
  );

test("a user is made, found and deleted by a client that read no proto file", async () => {
  const userId = randomUUID();
  const emails = [{ emailId: randomUUID(), address: "grpc-js@example.com", isPrimary: true }];
  await call("signet.identity.v1.IdentityService/CreateUser", { userId, emails });
  expect(await call("signet.identity.v1.IdentityService/FindUser", { email: "grpc-js@example.com" })).toMatchObject({
    user: { userId, emails: [{ address: "grpc-js@example.com", isPrimary: true }] },
  });
  await call("signet.identity.v1.IdentityService/DeleteUser", { userId });

  const error = await failure(call("signet.identity.v1.IdentityService/GetUser", { userId }));
  expect(error.code).toBe(status.NOT_FOUND);
});

test("a conversation begins", async () => {
  const answer = await call("signet.flow.v1.FlowService/StartFlow", { flowName: "registration" });
  expect(answer).toMatchObject({ state: { name: "preflight", status: 200 } });
});

test("the reason of a refusal is in the status details", async () => {
  const { metadata } = await failure(call("signet.identity.v1.IdentityService/GetUser", { userId: randomUUID() }));
  const [details] = metadata.get("grpc-status-details-bin");
  expect(Buffer.from(details ?? "").includes(ErrorInfoSchema.typeName)).toBe(true);
  expect(Buffer.from(details ?? "").includes("USER_NOT_FOUND")).toBe(true);
});

test.each([
  ["no key", {}, status.UNAUTHENTICATED],
  ["a wrong key", { authorization: "Bearer wrong" }, status.UNAUTHENTICATED],
  ["a wrong key, as a unit", { authorization: "Bearer wrong", "signet-unit": "flow" }, status.UNAUTHENTICATED],
  [
    "the name of a unit that may not",
    { authorization: `Bearer ${rpcKey}`, "signet-unit": "audit" },
    status.PERMISSION_DENIED,
  ],
  ["the name of no unit", { authorization: `Bearer ${rpcKey}`, "signet-unit": "nobody" }, status.PERMISSION_DENIED],
  ["an empty name", { authorization: `Bearer ${rpcKey}`, "signet-unit": "" }, status.PERMISSION_DENIED],
])("a call with %s is refused", async (_what, values, code) => {
  const error = await failure(call("signet.identity.v1.IdentityService/ListUsers", {}, metadata(values)));
  expect(status[error.code]).toBe(status[code]);
});

test("a deadline that passes ends the call", async () => {
  const refused = new Promise<ServiceError | null>((resolve) => {
    const bytes = (value: Buffer) => value;
    const path = "/signet.identity.v1.IdentityService/ListUsers";
    client.makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), keyed, { deadline: Date.now() - 1 }, resolve);
  });
  expect((await refused)?.code).toBe(status.DEADLINE_EXCEEDED);
});

test("bytes that are no message are refused, and the next call is answered", async () => {
  const refused = await new Promise<ServiceError | null>((resolve) => {
    const bytes = (value: Buffer) => value;
    const path = "/signet.identity.v1.IdentityService/ListUsers";
    client.makeUnaryRequest(path, bytes, bytes, Buffer.from([0xff, 0xff, 0xff]), keyed, resolve);
  });
  expect(refused?.code).not.toBe(status.OK);
  await expect(call("signet.identity.v1.IdentityService/ListUsers", {})).resolves.toBeDefined();
});
