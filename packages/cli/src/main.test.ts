import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { testDatabaseUrl } from "@signet/db/test";
import { freePort } from "@signet/testkit";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { file, production, run, serve } from "./test/program.ts";

/** Several processes start on a machine that may be busy. */
const patient = { timeout: 60_000 };

/** One line that says what is wrong, no stack, and the exit code for it. */
const failsWith = (line: RegExp) => ({
  code: 1,
  stdout: "",
  stderr: expect.toSatisfy((text: string) => line.test(text) && !/^ {4}at /m.test(text)),
});

describe("good manners", patient, () => {
  test("results go to stdout and help is no failure", async () => {
    for (const args of [["version"], ["--version"]]) {
      const printed = { code: 0, stdout: expect.stringMatching(/^v\d+\.\d+\.\d+\n$/), stderr: "" };
      expect(await run(args)).toEqual(printed);
    }
    for (const args of [
      [],
      ["--help"],
      ["serve"],
      ["serve", "--help"],
      ["migrate"],
      ["config"],
      ["help"],
      ["help", "migrate"],
    ]) {
      expect(await run(args)).toMatchObject({ code: 0, stdout: expect.stringContaining("Usage: signet"), stderr: "" });
    }
  });

  test.each([
    [["nonsense"], /unknown command 'nonsense'/],
    [["migrate", "sideways"], /unknown command 'sideways'/],
    [["migrate", "down"], /missing required argument 'steps'/],
    [["migrate", "down", "two"], /write a whole number from 1/],
    [["serve", "all", "--workers", "0"], /write a whole number from 1, or auto/],
    [["serve", "all", "--nonsense"], /unknown option '--nonsense'/],
    [["serve", "flow,nonsense"], /there is no unit nonsense; there are: all, public, admin, identity/],
    [["isready", "nobody"], /choose public, admin, rpc/],
  ])("signet %j is refused", async (args, line) => {
    expect(await run(args)).toEqual(failsWith(line));
  });
});

describe("the configuration", patient, () => {
  test("all faults come at once, whether --config stands before or after the command", async () => {
    const config = file("faulty.yaml", "session:\n  lifespan: soon\nemail:\n  limit: many\nsecret_keys: [short]\n");
    const [before, after] = await Promise.all([
      run(["--config", config, "config", "check"]),
      run(["config", "check", "--config", config]),
    ]);
    expect(before).toEqual(failsWith(/has 3 faults:/));
    expect(before.stderr).toMatch(/session\.lifespan[\s\S]*email\.limit|email\.limit[\s\S]*session\.lifespan/);
    expect(after).toEqual(before);
  });

  test("a file that is missing, or no YAML, is named", async () => {
    expect(await run(["serve", "all", "--config", "nowhere.yaml"])).toEqual(failsWith(/nowhere\.yaml/));
    const broken = file("broken.yaml", "session:\n  lifespan: [\n");
    expect(await run(["config", "check", "--config", broken])).toEqual(failsWith(/broken\.yaml[\s\S]*line \d+/));
  });

  test("the well-known secret is for development only", async () => {
    expect(await run(["serve", "all"])).toEqual(failsWith(/secret_keys: is the well-known default/));
    expect(await run(["config", "check"], { DEVELOPMENT: "true" })).toMatchObject({ code: 0 });
  });

  test("what is shown holds no secret and makes a configuration again", async () => {
    const env = { ...production, EMAIL_DELIVERY_SMTP_PASSWORD: "pa55word" };
    const shown = await run(["config", "show"], env);
    expect(shown.code).toBe(0);
    expect(shown.stdout).not.toMatch(/pa55word|only this test knows/);
    expect(JSON.parse(shown.stdout)).toMatchObject({ session: { lifespan: "12h" } });
    const again = file("again.json", shown.stdout);
    expect(await run(["config", "check", "--config", again, "--strict"], production)).toMatchObject({ code: 0 });
    expect((await run(["config", "show", "--secrets"], env)).stdout).toContain("pa55word");
  });

  test("its schema is JSON", async () => {
    const { stdout } = await run(["config", "schema"]);
    expect(JSON.parse(stdout)).toMatchObject({ type: "object" });
  });
});

test("jwk create prints a private key behind one line", patient, async () => {
  const { code, stdout } = await run(["jwk", "create"]);
  const [first, second = ""] = stdout.split("\n");
  expect([code, first]).toEqual([0, "create called"]);
  expect(JSON.parse(second)).toMatchObject({
    kty: "RSA",
    kid: "key1",
    alg: "RS256",
    use: "sig",
    d: expect.any(String),
  });
  expect(Buffer.from(JSON.parse(second).n, "base64url")).toHaveLength(512);
});

describe("migrate", patient, () => {
  test("goes up, tells where it stands, and goes down", async () => {
    const env = { ...production, DATABASE_URL: await testDatabaseUrl() };
    expect(await run(["migrate", "up"], env)).toMatchObject({ code: 0, stdout: "nothing to do\n" });
    const undone = await run(["migrate", "down", "1"], env);
    expect(undone).toMatchObject({ code: 0, stdout: expect.stringMatching(/^undone 1: \d{4}_/) });
    const status = await run(["migrate", "status", "--json"], env);
    expect(JSON.parse(status.stdout)).toContainEqual(expect.objectContaining({ state: "pending" }));

    const serving = await run(["serve", "all"], env);
    expect(serving).toMatchObject(
      failsWith(/the database is not up to date: \d{4}_\w+ \(pending\); run "signet migrate up"/),
    );
    expect(await run(["migrate", "up"], env)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^applied 1/) });
  });
});

describe("serve", patient, () => {
  test("all: is ready, answers, and stops cleanly", async () => {
    const server = await serve(["all"], { ...production, DATABASE_URL: await testDatabaseUrl() });
    expect(await (await fetch(`${server.publicUrl}/health/ready`)).json()).toEqual({ ready: true });
    const env = { ...production, SERVER_PUBLIC_ADDRESS: new URL(server.publicUrl).host };
    expect(await run(["isready", "public"], env)).toEqual({ code: 0, stdout: "", stderr: "Service public is ready\n" });

    expect(await server.stop("SIGINT")).toMatchObject({ code: 0, stdout: "" });
    expect(server.lines().at(-1)).toMatchObject({ msg: "stopped" });
    expect(await run(["isready", "public"], env)).toEqual(
      failsWith(/^signet: Service public is not ready \(http:.*\)\n$/),
    );
  });

  test("all: stops cleanly while a broker takes connections and says nothing", async () => {
    const accepted: Socket[] = [];
    const mute = createServer((socket) => void accepted.push(socket)).listen(0, "127.0.0.1");
    onTestFinished(() => {
      for (const socket of accepted) socket.destroy();
      mute.close();
    });
    await once(mute, "listening");
    const { port } = mute.address() as AddressInfo; // a TCP server's address is an object
    const env = { BUS_NATS_URL: `nats://127.0.0.1:${port}`, DATABASE_URL: await testDatabaseUrl() };
    const server = await serve(["all"], { ...production, ...env });
    // One attempt was given up by now, and its connection left behind.
    await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(1), { timeout: 10_000 });
    const asked = performance.now();
    expect(await server.stop()).toMatchObject({ code: 0 });
    expect(performance.now() - asked).toBeLessThan(10_000);
  });

  test("a port in use is named with the key that changes it, and nothing stays open", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    const env = { ...production, DATABASE_URL: await testDatabaseUrl(), SERVER_ADMIN_ADDRESS: `127.0.0.1:${port}` };
    const line = new RegExp(`server\\.admin\\.address: cannot listen at 127\\.0\\.0\\.1:${port}: another program`);
    expect(await run(["serve", "all"], env)).toMatchObject({ code: 1, stderr: expect.stringMatching(line) });
    taken.close();
  });

  test.each([
    [
      "postgres://signet:pa55word@127.0.0.1:1/signet",
      /cannot connect to PostgreSQL at 127\.0\.0\.1:1: nothing listens/,
    ],
    ["mysql://signet:pa55word@127.0.0.1:1/signet", /cannot connect to M\w+ at 127\.0\.0\.1:1: nothing listens/],
  ])("a database that is away is one line without its password: %s", async (url, line) => {
    const { code, stderr } = await run(["serve", "all"], { ...production, DATABASE_URL: url });
    expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
    expect(stderr).not.toMatch(/pa55word|^ {4}at /m);
  });

  test("units that run apart say what they miss", async () => {
    const alone = { ...production, DATABASE_URL: await testDatabaseUrl(), RPC_ADDRESS: "127.0.0.1:0" };
    const onBus = { ...alone, BUS_NATS_URL: "nats://127.0.0.1:1" };
    const [noBus, noKey, shortKey, noUrl] = await Promise.all([
      run(["serve", "identity"], alone),
      run(["serve", "identity"], onBus),
      run(["serve", "identity"], { ...onBus, RPC_INTERNAL_KEY: "short" }),
      run(["serve", "flow"], onBus),
    ]);
    expect(noBus.stderr).toMatch(/set bus\.nats_url \(BUS_NATS_URL\)/);
    expect(noKey.stderr).toMatch(/need rpc\.internal_key \(RPC_INTERNAL_KEY\)/);
    expect(shortKey.stderr).toMatch(/rpc\.internal_key/);
    expect(noUrl.stderr).toMatch(/units\.\w+\.url \(UNITS_\w+_URL\)/);
  });

  test("with workers: all share the port, one that dies is replaced, and they stop together", async () => {
    const port = await freePort();
    const env = { ...production, DATABASE_URL: await testDatabaseUrl(), SERVER_PUBLIC_ADDRESS: `127.0.0.1:${port}` };
    const server = await serve(["all", "--workers", "2"], env);
    const ready = () => fetch(`http://127.0.0.1:${port}/health/ready`).then(({ ok }) => ok);
    const starts = () => server.lines().filter(({ msg }) => msg === "public API listens").length;
    expect(await ready()).toBe(true);
    // Lines of each process are gathered for a moment.
    await vi.waitFor(() => expect(starts()).toBe(2));

    const [victim] = execFileSync("ps", ["-o", "pid=", "--ppid", String(server.child.pid)])
      .toString()
      .trim()
      .split("\n");
    process.kill(Number(victim), "SIGKILL");
    await vi.waitFor(() => expect(starts()).toBe(3), { timeout: 20_000, interval: 100 });
    expect(await ready()).toBe(true);
    expect(await server.stop()).toMatchObject({ code: 0 });
    await expect(ready()).rejects.toThrow();
  });

  test("management: without tenants there is nothing to do", async () => {
    expect(await run(["serve", "management"])).toMatchObject({ code: 0 });
  });
});
