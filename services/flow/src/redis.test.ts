import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { silentLog } from "@signet/kit";
import { freePort } from "@signet/testkit";
import { afterEach, expect, test, vi } from "vitest";
import { connectRedis } from "./redis.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("a Redis that is away is told in the log, once, and so is its return", async () => {
  const consoles = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const lines: string[] = [];
  const line =
    (level: string) =>
    (...[, text]: unknown[]) =>
      void lines.push(`${level}: ${text}`);
  const log = { ...silentLog, warn: line("warn"), info: line("info") };
  const port = await freePort();
  const redis = await connectRedis({ address: `127.0.0.1:${port}`, password: "" }, log);
  await expect(redis.ping()).rejects.toThrow();

  const server = createServer(answerEverything).listen(port, "127.0.0.1");
  await once(server, "listening");
  await vi.waitFor(() => expect(lines).toHaveLength(2), 10_000);
  redis.disconnect();
  server.close();

  expect(lines).toEqual(["warn: Redis does not answer; trying again", "info: Redis answers again"]);
  expect(consoles).not.toHaveBeenCalled();
});

/** As little of Redis as a connection needs to be ready: each command begins with an asterisk and gets an answer. */
function answerEverything(socket: Socket): void {
  socket.on("data", (sent) => socket.write("+OK\r\n".repeat(sent.toString().split("*").length - 1)));
}
