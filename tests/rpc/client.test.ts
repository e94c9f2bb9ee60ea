import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Code, ConnectError } from "@connectrpc/connect";
import { createSignetClient, type Protocol, Reason, reasonOf, type SignetClient } from "@signet/client";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rpcKey, type Server, startServer } from "../contract/server.ts";

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

const opened: SignetClient[] = [];
afterAll(() => {
  for (const client of opened) client.close();
});

function clientOf(
  options: { baseUrl?: string; protocol?: Protocol; apiKey?: string; tenantId?: string } = {},
): SignetClient {
  const client = createSignetClient({ baseUrl: server.rpcUrl, apiKey: rpcKey, ...options });
  opened.push(client);
  return client;
}

const failure = (call: Promise<unknown>) => call.then(() => expect.fail("the call succeeded"), ConnectError.from);
const newUser = (address: string) => ({
  userId: randomUUID(),
  emails: [{ emailId: randomUUID(), address, isVerified: true, isPrimary: true }],
});

describe.each<Protocol>(["connect", "grpc", "grpc-web"])("over %s", (protocol) => {
  test("a user is made, found, changed, listed and deleted", async () => {
    const { identity } = clientOf({ protocol });
    const { userId, emails } = newUser(`${protocol}@example.com`);

    await identity.createUser({ userId, emails });
    const { user } = await identity.findUser({ identifier: { case: "email", value: `${protocol}@example.com` } });
    expect(user?.userId).toBe(userId);
    await identity.updateUser({ user: { userId, givenName: "Grace" }, updateMask: { paths: ["given_name"] } });
    expect((await identity.getUser({ userId })).user).toMatchObject({ givenName: "Grace" });
    expect((await identity.listUsers({ userIds: [userId] })).users).toHaveLength(1);
    await identity.deleteUser({ userId });
    expect(reasonOf(await failure(identity.getUser({ userId })))).toBe(Reason.USER_NOT_FOUND);
  });

  test("a session is issued, validated and revoked", async () => {
    const { identity, tokens } = clientOf({ protocol });
    const { userId, emails } = newUser(`session-${protocol}@example.com`);
    await identity.createUser({ userId, emails });

    const { token, session } = await tokens.issueSession({ sessionId: randomUUID(), userId, amr: ["pwd"] });
    expect((await tokens.validateSession({ tokens: [token] })).session?.userId).toBe(userId);
    await tokens.revokeSession({ userId, sessionId: session?.sessionId ?? "" });
    expect((await tokens.validateSession({ tokens: [token] })).session).toBeUndefined();
  });

  test("a conversation is held as browsers hold it", async () => {
    const { flows } = clientOf({ protocol });
    const { state } = await flows.startFlow({ flowName: "login" });
    expect([state?.name, state?.actions.map(({ name }) => name)]).toEqual([
      "preflight",
      ["register_client_capabilities"],
    ]);
    const { state: next } = await flows.executeAction({
      flowName: "login",
      flowId: state?.flowId ?? "",
      action: "register_client_capabilities",
      csrfToken: state?.csrfToken ?? "",
      inputData: { webauthn_available: false },
    });
    expect(next?.name).toBe("login_init");
  });

  test("what is refused says why, and what is the caller's fault is no internal error", async () => {
    const { identity, passwords, flows } = clientOf({ protocol });
    const { userId, emails } = newUser(`taken-${protocol}@example.com`);
    await identity.createUser({ userId, emails });
    const again = { ...newUser(`taken-${protocol}@example.com`) };

    const refused = [
      identity.createUser(again),
      identity.createUser({ ...newUser("no address"), userId: randomUUID() }),
      identity.createUser({ ...newUser("a@example.com"), userId: "not a uuid" }),
      identity.listUsers({ pageSize: -1 }),
      passwords.setPassword({ userId, secret: { case: "passwordHash", value: "plain text" } }),
      flows.startFlow({ flowName: "nowhere" }),
    ];
    const errors = await Promise.all(refused.map(failure));
    expect(errors.map(({ code }) => Code[code])).not.toContain(Code[Code.Internal]);
    expect(reasonOf(errors[0])).toBe(Reason.EMAIL_TAKEN);
    expect(reasonOf(errors[1])).toBe(Reason.EMAIL_INVALID);
    expect(reasonOf(errors.at(-1))).toBe(Reason.FLOW_UNKNOWN);
  });

  test.each(["", "wrong", `${rpcKey}x`, rpcKey.slice(0, -1)])("the key %j is refused", async (apiKey) => {
    const error = await failure(clientOf({ protocol, apiKey }).identity.listUsers({}));
    expect([error.code, reasonOf(error)]).toEqual([Code.Unauthenticated, Reason.CALLER_UNAUTHENTICATED]);
  });

  test("a tenant sees its own users only", async () => {
    const mine = clientOf({ protocol, tenantId: randomUUID() }).identity;
    const { userId, emails } = newUser(`tenant-${protocol}@example.com`);
    await mine.createUser({ userId, emails });
    expect((await mine.listUsers({})).users.map((user) => user.userId)).toEqual([userId]);

    const theirs = clientOf({ protocol, tenantId: randomUUID() }).identity;
    expect((await theirs.listUsers({})).users).toEqual([]);
    expect(reasonOf(await failure(theirs.getUser({ userId })))).toBe(Reason.USER_NOT_FOUND);
    const nonsense = await failure(clientOf({ protocol, tenantId: "*" }).identity.listUsers({}));
    expect(reasonOf(nonsense)).toBe(Reason.TENANT_NOT_FOUND);
  });
});

test("every service answers a caller with the key", async () => {
  const client = clientOf();
  const answers = await Promise.all([
    client.identity.listUsers({}),
    client.credentials.getUserCredentials({ userId: randomUUID() }),
    client.tokens.getJwks({}),
    client.webhooks.listWebhooks({}),
    client.audit.listEntries({}),
    client.flows.startFlow({ flowName: "registration" }),
  ]);
  expect(answers).toHaveLength(6);
});

test("calls in parallel share one connection, and a closed client opens another", async () => {
  const client = clientOf();
  const counts = await Promise.all(Array.from({ length: 50 }, () => client.identity.listUsers({})));
  expect(new Set(counts.map(({ totalSize }) => totalSize)).size).toBe(1);
  client.close();
  await expect(client.identity.listUsers({})).resolves.toBeDefined();
});

test("a reason of another's error is none", () => {
  expect(reasonOf(new Error("USER_NOT_FOUND"))).toBeUndefined();
  expect(reasonOf(new ConnectError("nothing said", Code.NotFound))).toBeUndefined();
});

describe("the example", () => {
  const run = async (key: string) => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL("../../packages/client/src/example.ts", import.meta.url))],
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      conditions: ["@signet/source"],
      external: ["@connectrpc/*", "@bufbuild/*"],
    });
    const child = spawn(process.execPath, ["--input-type=module"], {
      env: { PATH: process.env.PATH, SIGNET_URL: server.rpcUrl, SIGNET_API_KEY: key },
      cwd: fileURLToPath(new URL(".", import.meta.url)),
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.stdin.end(outputFiles[0]?.text);
    const [code] = await once(child, "close");
    return { code, output };
  };

  test("prints users, and ends", async () => {
    await clientOf().identity.createUser(newUser("example@example.com"));
    const { code, output } = await run(rpcKey);
    expect([code, output]).toEqual([0, expect.stringContaining("example@example.com")]);
  });

  test("says what is wrong with a key", async () => {
    expect(await run("wrong")).toMatchObject({ code: 1, output: expect.stringContaining("signet apikey create") });
  });
});
