import type { CallOptions, Client } from "@connectrpc/connect";
import type { Database } from "@signet/db";
import { onBothDatabases as onDatabases } from "@signet/db/test";
import { uuidv4 } from "@signet/kit";
import { type TestUnits, testUnits } from "@signet/kit/test";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { identity } from "../index.ts";

export { reasonFrom } from "@signet/kit/test";

/** The unit on one database, and what tests ask of it. */
export interface World {
  readonly units: TestUnits;
  readonly client: Client<typeof IdentityService>;
  readonly call: CallOptions;
  /** A new user with one verified primary address, unless told otherwise. */
  newcomer(address?: string): Promise<Newcomer>;
}

/** A user of a test. */
export interface Newcomer {
  readonly userId: string;
  readonly emailId: string;
  readonly address: string;
}

/** An address that no other test uses. */
export function freshAddress(): string {
  return `kim-${uuidv4()}@example.com`;
}

/** Those of the events that are about this user. */
export function about<T extends { readonly user?: { readonly userId: string } | undefined }>(
  userId: string,
  events: readonly T[],
): readonly T[] {
  return events.filter(({ user }) => user?.userId === userId);
}

/** Runs the same tests in a world on PostgreSQL and, where there is one, in a world on MySQL. */
export function onBothDatabases(name: string, tests: (world: World) => void): Promise<void> {
  return onDatabases(name, async (db) => tests(await worldOf(db)));
}

async function worldOf(db: Database): Promise<World> {
  const units = await testUnits([identity], { db });
  const client = units.client(IdentityService);
  const { call } = units;
  return {
    units,
    client,
    call,
    async newcomer(address = freshAddress()) {
      const [userId, emailId] = [uuidv4(), uuidv4()];
      const email = { emailId, address, isVerified: true, isPrimary: true };
      await client.createUser({ userId, emails: [email] }, call);
      return { userId, emailId, address };
    },
  };
}
