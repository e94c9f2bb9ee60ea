import { uuidv4 } from "@signet/kit";
import { testUnits } from "@signet/kit/test";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { expect, test } from "vitest";
import { identity } from "./index.ts";
import { freshAddress } from "./test/worlds.ts";

const units = await testUnits([identity]);
const client = units.client(IdentityService);

test("registering, finding and reading a user are one statement each on PostgreSQL", async () => {
  const [userId, address] = [uuidv4(), freshAddress()];
  const username = `kim_${uuidv4()}`;
  const emails = [{ emailId: uuidv4(), address, isVerified: true, isPrimary: true }];
  const calls = [
    () => client.createUser({ userId, emails, username }, units.call),
    () => client.findUser({ identifier: { case: "email", value: address } }, units.call),
    () => client.findUser({ identifier: { case: "username", value: username } }, units.call),
    () => client.getUser({ userId }, units.call),
  ];
  // A new connection asks for UTC first.
  await units.db.ping();
  for (const call of calls) {
    const before = units.db.statements();
    await call();
    expect(units.db.statements() - before).toBe(1);
  }
});
