import { testDatabase } from "@signet/db/test";
import { SINGLE_TENANT, silentLog, uuidv7 } from "@signet/kit";
import { expect, onTestFinished, test, vi } from "vitest";
import { createCourier } from "./courier.ts";
import type { Outcome } from "./delivery.ts";
import type { Mail } from "./mail.ts";
import { createMailStore } from "./store.ts";

const now = () => new Date("2026-03-01T12:00:00.000Z");

function mailTo(recipient: string): Mail {
  const common = { tenantId: SINGLE_TENANT, template: "login", sealedContent: "x", attempts: 0, createTime: now() };
  return { ...common, id: uuidv7(now()), recipient, leasedUntil: new Date(now().getTime() + 120_000) };
}

/** A courier at work, and a mail server that says when it took what. */
async function courierWithServer() {
  const underWay = new Map<string, (outcome: Outcome) => void>();
  const begun: string[] = [];
  const deliver = (mail: Mail) => {
    begun.push(mail.id);
    return new Promise<Outcome>((resolve) => underWay.set(mail.id, resolve));
  };
  const store = createMailStore(await testDatabase());
  const courier = createCourier({ store, deliver, now, log: silentLog });
  const stopping = new AbortController();
  const running = courier.run(stopping.signal);
  onTestFinished(async () => {
    for (const took of underWay.values()) took({ kind: "accepted" });
    stopping.abort();
    await running;
  });
  return { courier, begun, tookOver: (mail: Mail) => underWay.get(mail.id)?.({ kind: "accepted" }) };
}

test("a mail to somebody waits for the one before it, and holds up nobody else", async () => {
  const { courier, begun, tookOver } = await courierWithServer();
  const [first, second, other] = [mailTo("ada@example.com"), mailTo("ada@example.com"), mailTo("bea@example.com")];
  for (const mail of [first, second, other]) void courier.take(mail);
  expect(begun).toEqual([first.id, other.id]);

  tookOver(first);
  await vi.waitFor(() => expect(begun).toEqual([first.id, other.id, second.id]));
});
