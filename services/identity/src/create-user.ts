import { type OutboxRow, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { emailTaken } from "./email.ts";
import type { IdentityStore } from "./store.ts";
import { isSameRequest, type User } from "./user.ts";
import { usernameTaken } from "./username.ts";

/** What is in the way of a user may be gone when it is looked for; then there is room for another try. */
const TRIES = 3;

/** Where a user is to be saved, and what beside the user's id tells a repeated request. */
interface Place {
  readonly store: IdentityStore;
  readonly tenantId: string;
  /** As the caller chose it, if they did. */
  readonly usernameId: string | undefined;
}

/** Saves a new user; the same request, repeated, gets the user of the first time. Says which name is taken otherwise. */
export async function createUser(place: Place, user: User, event: OutboxRow): Promise<User> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (await place.store.insert(place.tenantId, user, event)) return user;
    const existing = await inTheWay(place, user);
    if (existing) return existing;
  }
  throw problem(Reason.ARGUMENT_INVALID, "an email_id belongs to another user");
}

/** The user of an earlier call, if this one repeats it. Throws for whatever else is in the way. */
async function inTheWay({ store, tenantId, usernameId }: Place, user: User): Promise<User | undefined> {
  const { id, emails, username } = user;
  const namesake = await store.find(tenantId, id);
  const isRepeated = namesake && isSameRequest(namesake, user);
  if (isRepeated && [undefined, namesake.username?.id].includes(usernameId)) return namesake;
  if (namesake) throw problem(Reason.USER_ID_TAKEN, "the user id is in use", { userId: id });
  for (const { address } of emails) {
    if (await store.findByAddress(tenantId, address)) throw emailTaken(address);
  }
  if (username && (await store.findByUsername(tenantId, username.username))) throw usernameTaken(username.username);
  return undefined;
}
