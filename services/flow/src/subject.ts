import { anyPack } from "@bufbuild/protobuf/wkt";
import { rescue, uuidv4 } from "@signet/kit";
import { type UserCredentials, UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type Email, type User, UserSchema } from "@signet/proto/identity/v1/user";
import type { FlowData, Possessions } from "./engine/memory.ts";
import type { Subject, Turn } from "./engine/types.ts";

/** The user of a conversation with everything they have, asked for once per turn. Undefined when there is none. */
export async function subjectOf(turn: Turn): Promise<Subject | undefined> {
  const { userId } = turn.data;
  if (userId === undefined) return undefined;
  const [user, credentials] = await Promise.all([userOf(turn, userId), credentialsOf(turn, userId)]);
  return user && { user, credentials };
}

async function userOf(turn: Turn, userId: string): Promise<User | undefined> {
  if (turn.found.user?.userId === userId) return turn.found.user;
  const found = await rescue(turn.leaves.identity.getUser({ userId }, turn.call()), {
    [Reason.USER_NOT_FOUND]: () => undefined,
  });
  turn.found = { ...turn.found, user: found?.user };
  return found?.user;
}

/** What a user has, asked for once per turn. */
export async function credentialsOf(turn: Turn, userId: string): Promise<UserCredentials> {
  const known = turn.found.credentials;
  if (known?.userId === userId) return known;
  const { credentials } = await turn.leaves.credentials.getUserCredentials({ userId }, turn.call());
  if (!credentials) throw new Error("credential answered without credentials");
  turn.found = { ...turn.found, credentials };
  return credentials;
}

/**
 * Finds a user by what was typed, with what they have. An unknown name costs the same calls as a known one, so that
 * the time of the answer does not tell them apart.
 */
export async function findSubject(
  turn: Turn,
  identifier: { readonly email: string } | { readonly username: string },
): Promise<Subject | undefined> {
  const { user } = await turn.leaves.identity.findUser({ identifier: oneof(identifier) }, turn.call());
  const credentials = await credentialsOf(turn, user?.userId ?? uuidv4());
  turn.found = user ? { user, credentials } : {};
  return user && { user, credentials };
}

/** The oneof of FindUserRequest. */
export function oneof(identifier: { readonly email: string } | { readonly username: string }) {
  return "email" in identifier
    ? ({ case: "email", value: identifier.email } as const)
    : ({ case: "username", value: identifier.username } as const);
}

/** The has* flags of flow-api.md section 1. */
export function possessionsOf({ user, credentials }: Subject): Possessions {
  const webauthn = credentials.webauthnCredentials;
  return {
    password: credentials.password !== undefined,
    passkey: webauthn.some(({ mfaOnly }) => !mfaOnly),
    securityKey: webauthn.some(({ mfaOnly }) => mfaOnly),
    webauthn: webauthn.length > 0,
    otp: credentials.totp !== undefined,
    email: user.emails.length > 0,
    username: user.username !== undefined,
  };
}

/** Remembers who a conversation is about. */
export function identified(data: FlowData, subject: Subject): FlowData {
  return {
    ...data,
    userId: subject.user.userId,
    email: primaryEmail(subject.user)?.address,
    username: subject.user.username?.username,
    has: possessionsOf(subject),
  };
}

/** The primary address, if there is any. */
export function primaryEmail(user: User): Email | undefined {
  return user.emails.find(({ isPrimary }) => isPrimary);
}

/** A user as the neutral argument that leaves copy into their events. */
export function packUser(user: User | undefined) {
  return user && anyPack(UserSchema, user);
}

/** Credentials as the neutral argument that leaves copy into their events. */
export function packCredentials(credentials: UserCredentials | undefined) {
  return credentials && anyPack(UserCredentialsSchema, credentials);
}
