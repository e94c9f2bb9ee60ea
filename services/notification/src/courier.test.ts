import { onBothDatabases } from "@signet/db/test";
import { uuidv4 } from "@signet/kit";
import { codeOf, startInbox } from "@signet/testkit";
import { afterAll, expect, test, vi } from "vitest";
import { startWorld, type World } from "./test/world.ts";

const patience = { timeout: 15_000, interval: 50 };
const to = () => `kim-${uuidv4()}@example.com`;

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

async function openInbox(options: Parameters<typeof startInbox>[0] = {}) {
  const inbox = await startInbox(options);
  stops.push(inbox.stop);
  return inbox;
}

/** Waits until no kept mail has content any more. */
async function untilForgotten({ kept }: World): Promise<void> {
  await vi.waitFor(async () => {
    const contents = (await kept()).map(({ sealedContent }) => sealedContent);
    expect(contents.filter((content) => content !== "")).toEqual([]);
  }, patience);
}

await onBothDatabases("a courier", (db) => {
  test("mails arrive, try after try, once each; refused and expired ones are given up", {
    timeout: 60_000,
  }, async () => {
    let refuse: Record<string, number> = {};
    const inbox = await openInbox({ refuse: (address) => refuse[address] });
    const world = await startWorld(inbox.port, { db });
    const { units, send, kept } = world;
    await world.start();

    // At once, as it was asked for, and then forgotten but for the id.
    const [first, mailId] = [to(), uuidv4()];
    await send(first, { mailId, language: "fr" });
    const mail = await inbox.next(first);
    expect(mail).toMatchObject({
      from: { name: "Acme, Inc.", address: "noreply@acme.example" },
      to: [{ name: "", address: first }],
      recipients: [first],
      subject: "123456 est votre code de connexion à Acme",
    });
    expect(codeOf(mail)).toBe("123456");
    expect(mail.html).toContain("123456");
    await untilForgotten(world);
    expect(await kept()).toMatchObject([{ id: mailId, recipient: "", sealedContent: "" }]);
    await send(first, { mailId });

    // 4xx: again after a while; 5xx: never again.
    const [busy, unknown] = [to(), to()];
    refuse = { [busy]: 450, [unknown]: 550 };
    await send(busy);
    await send(unknown);
    const rowOf = async (address: string) => (await kept()).find(({ recipient }) => recipient === address);
    await vi.waitFor(async () => expect(await rowOf(busy)).toMatchObject({ attempts: 1, failedAt: null }), patience);
    await vi.waitFor(
      async () =>
        expect(await rowOf(unknown)).toMatchObject({ attempts: 1, failedAt: expect.any(Date), sealedContent: "" }),
      patience,
    );
    expect((await rowOf(unknown))?.lastError).toContain("550");
    units.clock.advance(6_000);
    await vi.waitFor(async () => expect(await rowOf(busy)).toMatchObject({ attempts: 2 }), patience);
    refuse = {};
    units.clock.advance(11_000);
    expect(codeOf(await inbox.next(busy))).toBe("123456");
    await untilForgotten(world);

    // A code that would have expired before the next attempt is not tried again.
    const late = to();
    refuse = { [late]: 450 };
    await send(late, { codeExpireTime: { seconds: BigInt(Math.floor(units.clock.now().getTime() / 1_000) + 3) } });
    await vi.waitFor(async () => expect(await rowOf(late)).toMatchObject({ failedAt: expect.any(Date) }), patience);

    // What was sent is no longer remembered after a while; the failed ones stay for the operator, then go too.
    units.clock.advance(700_000);
    await vi.waitFor(async () => expect(await kept()).toHaveLength(2), patience);
    units.clock.advance(8 * 24 * 3_600_000);
    await vi.waitFor(async () => expect(await kept()).toEqual([]), patience);

    expect([first, busy, unknown, late].map((address) => inbox.waiting(address))).toEqual([0, 0, 0, 0]);
  });

  test("two processes share the mails and send each once", { timeout: 30_000 }, async () => {
    const inbox = await openInbox();
    const one = await startWorld(inbox.port, { db });
    const other = await startWorld(inbox.port, { db: one.units.db });
    const addresses = Array.from({ length: 150 }, to);
    await Promise.all(addresses.slice(0, 75).map((address) => one.send(address)));
    await Promise.all([one.start(), other.start()]);
    await Promise.all(addresses.slice(75).map((address, i) => [one, other][i % 2]?.send(address)));
    for (const address of addresses) await inbox.next(address);
    await untilForgotten(one);
    expect(addresses.some((address) => inbox.waiting(address) > 0)).toBe(false);
  });
});

test("a server that is down gets the mail once it is up", { timeout: 30_000 }, async () => {
  const closed = await startInbox();
  await closed.stop();
  const world = await startWorld(closed.port);
  await world.start();
  const address = to();
  await world.send(address);
  await vi.waitFor(async () => expect(await world.kept()).toMatchObject([{ attempts: 1 }]), patience);
  expect((await world.kept())[0]?.lastError).toMatch(/ECONNREFUSED/);

  const inbox = await openInbox({ port: closed.port });
  world.units.clock.advance(6_000);
  expect(codeOf(await inbox.next(address))).toBe("123456");
  await untilForgotten(world);
  expect(inbox.waiting(address)).toBe(0);
});

test("a process that dies leaves its mails to the others, after its lease", { timeout: 30_000 }, async () => {
  const inbox = await openInbox();
  const world = await startWorld(inbox.port);
  const address = to();
  await world.send(address);
  // As if a process had taken it two minutes ago and died.
  const nextAttemptAt = new Date(world.units.clock.now().getTime() + 120_000);
  await world.units.db.prisma.notificationMail.updateMany({ data: { nextAttemptAt } });
  await world.start();
  await vi.waitFor(() => expect(world.units.db.statements()).toBeGreaterThan(3), patience);
  expect(inbox.waiting(address)).toBe(0);
  world.units.clock.advance(121_000);
  await inbox.next(address);
});

test("what is under way when the courier stops is finished, and the rest is left for the next start", async () => {
  const inbox = await openInbox();
  const world = await startWorld(inbox.port);
  const running = await world.start();
  const addresses = Array.from({ length: 60 }, to);
  await Promise.all(addresses.map((address) => world.send(address)));
  await running.stop();
  const arrived = addresses.filter((address) => inbox.waiting(address) === 1);
  const waiting = (await world.kept()).filter(({ sealedContent }) => sealedContent !== "");
  expect(arrived.length + waiting.length).toBe(60);
  expect(waiting.every(({ nextAttemptAt }) => nextAttemptAt <= world.units.clock.now())).toBe(true);

  await world.start();
  for (const address of addresses) await inbox.next(address);
  await untilForgotten(world);
  expect(addresses.some((address) => inbox.waiting(address) > 0)).toBe(false);
});

test("user and password are used where they are set", async () => {
  const login = { user: "acme", password: "correct horse" };
  const inbox = await openInbox({ login });
  const right = await startWorld(inbox.port, { login });
  await right.start();
  const address = to();
  await right.send(address);
  await inbox.next(address);

  const wrong = await startWorld(inbox.port, { login: { ...login, password: "battery staple" } });
  await wrong.start();
  await wrong.send(to());
  // The operator can mend this, so the mail is not lost.
  await vi.waitFor(async () => expect(await wrong.kept()).toMatchObject([{ attempts: 1, failedAt: null }]), patience);
});
