import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import type { Database } from "@signet/db";
import { callFor, uuidv4 } from "@signet/kit";
import { type TestUnitsOptions, testUnits } from "@signet/kit/test";
import { WebhookService } from "@signet/proto/webhook/v1/webhook_service";
import { decodeJwt } from "jose";
import { onTestFinished, vi } from "vitest";
import { webhook } from "../index.ts";

/** The unit, started, for a tenant of the test's own. */
export async function testWorld(db: Database, options: TestUnitsOptions = {}) {
  const units = await testUnits([webhook], { ...options, db });
  const running = await units.composed.start();
  onTestFinished(() => running.stop());
  const tenantId = uuidv4();
  const call = callFor(tenantId, {});
  const client = units.client(WebhookService);
  return {
    ...units,
    client,
    call,
    tenantId,
    stop: () => running.stop(),
    /** Delivers an event of the tenant, as the bus does. */
    tell: <T extends DescMessage>(schema: T, init: MessageInitShape<T>, id?: string) =>
      units.tell(schema, init, { tenantId, id }),
    subscribe: async (callback: string, events: readonly string[] = ["user"]) =>
      (await client.createWebhook({ webhookId: uuidv4(), callback, events: [...events] }, call)).webhook,
    find: async (webhookId = "") => (await client.getWebhook({ webhookId }, call)).webhook,
    waiting: () => db.prisma.webhookDelivery.findMany({ where: { tenantId } }),
  };
}

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly event: string;
  readonly token: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A program of the operator's that is called; it answers with `status`, which may change, once `after` has come. */
export async function testReceiver() {
  const received: Received[] = [];
  const answer = { status: 200, location: "", after: Promise.resolve() };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { token = "", event = "" } = body ? JSON.parse(body) : {};
    const path = request.url ?? "";
    received.push({ path, headers: request.headers, event, token, claims: token ? decodeJwt(token) : {} });
    await answer.after;
    const moved = answer.location && path === "/" ? { location: answer.location } : {};
    response.writeHead(path === "/" ? answer.status : 200, moved).end("thank you");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    answer,
    received,
    /** Waits until so many calls came in. */
    calls: (count: number) =>
      vi.waitFor(() => {
        if (received.length < count) throw new Error(`${received.length} of ${count} calls came in`);
        return received;
      }, 10_000),
  };
}
