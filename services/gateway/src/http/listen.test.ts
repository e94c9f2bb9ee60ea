import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import type { Config } from "@signet/config";
import { afterEach, describe, expect, test } from "vitest";
import { gatewayWith } from "../index.ts";
import { testGateway } from "../test/world.ts";
import { type Listening, listen } from "./listen.ts";

const anywhere = { host: "127.0.0.1", port: 0 };
const opened: Listening[] = [];

afterEach(async () => {
  for (const listening of opened.splice(0)) await listening.stop();
});

async function open(fakes: Parameters<typeof testGateway>[0] = {}) {
  const { app } = await testGateway(fakes);
  const listening = await listen(app, anywhere, "server.public.address");
  opened.push(listening);
  return listening;
}

/** Sends bytes as they are and returns everything that comes back. */
async function raw(url: string, bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString("latin1");
  });
  socket.write(bytes);
  await once(socket, "close");
  return received;
}

describe("a connection that does not speak HTTP", () => {
  test.each([
    ["garbage", "\x16\x03\x01 hello\r\n\r\n", 400, "Bad Request"],
    [
      "headers beyond all measure",
      `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
      "Request Header Fields Too Large",
    ],
    [
      "two lengths of one body",
      "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
      400,
      "Bad Request",
    ],
  ])("%s gets the contract's error body", async (_what, bytes, status, message) => {
    const { url } = await open();
    const answer = await raw(url, bytes);

    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(`\r\n\r\n{"code":${status},"message":"${message}"}\n`);
  });
});

describe("a body of ten megabytes", () => {
  const body = Buffer.alloc(10_000_000, "x");
  const headers = { "content-type": "application/json" };

  test("is refused where bodies are read, and the client sees it", async () => {
    const { url } = await open();
    const response = await fetch(`${url}/sessions/validate`, { method: "POST", headers, body });
    expect([response.status, await response.json()]).toEqual([413, { code: 413, message: "Request Entity Too Large" }]);
  });

  test("is refused too when it does not say how long it is", async () => {
    const { url } = await open();
    const stream = new Blob([body]).stream();
    const init = { method: "POST", headers, body: stream, duplex: "half" } as const;
    expect((await fetch(`${url}/sessions/validate`, init)).status).toBe(413);
  });

  test("does not matter where nobody reads it", async () => {
    const { url } = await open({ flow: { startFlow: () => ({ state: { name: "preflight", status: 200 } }) } });
    expect((await fetch(`${url}/login`, { method: "POST", headers, body })).status).toBe(200);
  });
});

test("a body that breaks off harms nobody", async () => {
  const { url } = await open();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write(
    "POST /sessions/validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
  );
  socket.end();
  await once(socket.resume(), "close");

  expect((await fetch(`${url}/health/alive`)).status).toBe(200);
});

describe("stopping", () => {
  test("lets a request finish, then closes its connection, and takes no new one", async () => {
    let release = () => {};
    let arrived = () => {};
    const begun = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { url, stop } = await open({
      flow: {
        async startFlow() {
          arrived();
          await new Promise<void>((resolve) => {
            release = resolve;
          });
          return { state: { name: "preflight", status: 200 } };
        },
      },
    });
    const agent = new Agent({ keepAlive: true });
    const sent = httpRequest(`${url}/login`, { method: "POST", agent }).end();
    await begun;
    const stopped = stop();
    release();
    const [response] = await once(sent, "response");
    response.resume();

    expect(response.statusCode).toBe(200);
    await stopped;
    await expect(fetch(`${url}/health/alive`)).rejects.toThrow();
    agent.destroy();
  });

  test("does not wait for connections that have not said anything yet, as browsers keep them ready", async () => {
    const { url, stop } = await open();
    const silent = connect(Number(new URL(url).port), "127.0.0.1");
    await once(silent, "connect");
    expect((await fetch(`${url}/health/alive`)).status).toBe(200);
    const closed = once(silent.resume(), "close");
    const asked = performance.now();
    await stop();
    await closed;
    expect(performance.now() - asked).toBeLessThan(5_000);
  });

  test("does not wait for connections that only stay open", async () => {
    const { url, stop } = await open();
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(httpRequest(`${url}/health/alive`, { agent }).end(), "response");
    await once(response.resume(), "end");

    await stop();
    agent.destroy();
  });
});

describe("a listener that cannot be opened", () => {
  const at = (config: Config, port: number): Config => ({
    ...config,
    server: {
      ...config.server,
      public: { ...config.server.public, address: anywhere },
      admin: { ...config.server.admin, address: { host: "127.0.0.1", port } },
    },
  });

  test("says in one line which key and address, and leaves none open", async () => {
    const occupant = createServer().listen(0, "127.0.0.1");
    await once(occupant, "listening");
    // A TCP server's address is never a path.
    const { port } = occupant.address() as AddressInfo;
    const { deps } = await testGateway({}, { config: (config) => at(config, port) });
    const lines: string[] = [];
    const log = { ...deps.log, info: (line: { url?: string }) => void lines.push(line.url ?? "") };

    await expect(
      gatewayWith(["public", "admin"])
        .create({ ...deps, log })
        .start?.(),
    ).rejects.toThrow(
      `server.admin.address: cannot listen at 127.0.0.1:${port}: another program listens there; stop it, or choose another address`,
    );
    expect(lines).toHaveLength(1);
    await expect(fetch(`${lines[0]}/health/alive`)).rejects.toThrow();
    occupant.close();
  });

  test("names an address that this machine does not have", async () => {
    const { app } = await testGateway({});
    await expect(listen(app, { host: "203.0.113.7", port: 0 }, "server.public.address")).rejects.toThrow(
      "server.public.address: cannot listen at 203.0.113.7:0: this machine has no such address",
    );
  });
});

test("an address without a host is every address of the machine", async () => {
  const { app } = await testGateway({});
  const listening = await listen(app, { host: "", port: 0 }, "server.public.address");
  opened.push(listening);

  expect(listening.url).toMatch(/^http:\/\/localhost:\d+$/);
  expect((await fetch(listening.url.replace("localhost", "127.0.0.1"))).status).toBe(200);
});
