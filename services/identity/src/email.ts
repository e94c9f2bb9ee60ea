import { isEmailAddress, isUuid, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Change, Fact } from "./change.ts";
import type { User } from "./user.ts";

/** An e-mail address of a user. */
export interface Email {
  readonly id: string;
  /** Lower case. */
  readonly address: string;
  readonly isVerified: boolean;
  readonly isPrimary: boolean;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** What is said of an address that a user gets. */
export interface NewEmail {
  readonly id: string;
  readonly address: string;
  readonly isVerified: boolean;
  readonly isPrimary: boolean;
}

/** RFC 5321 section 4.5.3.1.3: 256 octets with the angle brackets. */
const LONGEST = 254;

/** Compared without case. */
export function normaliseAddress(address: string): string {
  const normal = address.trim().toLowerCase();
  if (normal.length > LONGEST || !isEmailAddress(normal)) {
    throw problem(Reason.EMAIL_INVALID, "an e-mail address looks like name@host.example", { address });
  }
  return normal;
}

/** The addresses of a new user. The first is primary when none is said to be. */
export function firstEmails(said: readonly NewEmail[], now: Date): readonly Email[] {
  const primaries = said.filter(({ isPrimary }) => isPrimary);
  if (primaries.length > 1) throw problem(Reason.ARGUMENT_INVALID, "only one address can be the primary one");
  const [primary = said[0]] = primaries;
  // Made a millisecond apart, so that "oldest first" keeps the order in which they were given.
  const emails = said.map((email, index) =>
    newEmail({ ...email, isPrimary: email === primary }, new Date(now.getTime() + index)),
  );
  for (const key of ["id", "address"] as const) {
    if (new Set(emails.map((email) => email[key])).size < emails.length) {
      throw problem(Reason.ARGUMENT_INVALID, `two addresses of the user have the same ${key}`);
    }
  }
  return emails;
}

/** Adds an address; it is primary when there was no primary one or when asked for. `limit` 0 means none. */
export function addEmail(user: User, said: NewEmail, { limit, now }: { limit: number; now: Date }): Change {
  const present = user.emails.find(({ id }) => id === said.id);
  const email = newEmail(said, notBefore(user.emails, now));
  if (present?.address === email.address) return { user, facts: [] };
  if (present) throw problem(Reason.ARGUMENT_INVALID, "email_id names another address of the user");
  if (limit > 0 && user.emails.length >= limit) {
    throw problem(Reason.EMAIL_LIMIT_REACHED, `a user has at most ${limit} addresses`, { limit: String(limit) });
  }
  if (user.emails.some(({ address }) => address === email.address)) throw emailTaken(email.address);

  const added: User = { ...user, emails: [...user.emails, { ...email, isPrimary: false }] };
  const hasPrimary = user.emails.some(({ isPrimary }) => isPrimary);
  const primary = said.isPrimary || !hasPrimary ? setPrimaryEmail(added, email.id, now) : { user: added, facts: [] };
  const saved = emailOf(primary.user, email.id);
  const verified: readonly Fact[] = saved.isVerified ? [{ kind: "email verified", email: saved }] : [];
  return { user: primary.user, facts: [{ kind: "email created", email: saved }, ...verified, ...primary.facts] };
}

/** Verifying an address again changes nothing. */
export function verifyEmail(user: User, emailId: string, now: Date): Change {
  const email = emailOf(user, emailId);
  if (email.isVerified) return { user, facts: [] };
  const verified = { ...email, isVerified: true, updateTime: now };
  return {
    user: { ...user, emails: user.emails.map((other) => (other.id === emailId ? verified : other)) },
    facts: [{ kind: "email verified", email: verified }],
  };
}

/** Makes an address the only primary one. */
export function setPrimaryEmail(user: User, emailId: string, now: Date): Change {
  const email = emailOf(user, emailId);
  if (email.isPrimary) return { user, facts: [] };
  const previous = user.emails.find(({ isPrimary }) => isPrimary);
  const primary = { ...email, isPrimary: true, updateTime: now };
  const emails = user.emails.map((other) => {
    if (other.id === emailId) return primary;
    return other.isPrimary ? { ...other, isPrimary: false, updateTime: now } : other;
  });
  const fact = { kind: "primary email changed", email: primary, previousAddress: previous?.address ?? "" } as const;
  return { user: { ...user, emails }, facts: [fact] };
}

/** Deletes an address. The primary one goes last, or not at all. */
export function deleteEmail(
  user: User,
  { emailId, keepPrimary }: { readonly emailId: string; readonly keepPrimary: boolean },
): Change {
  const email = emailOf(user, emailId);
  if (email.isPrimary && (keepPrimary || user.emails.length > 1)) {
    throw problem(Reason.EMAIL_IS_PRIMARY, "make another address the primary one first", { emailId });
  }
  return {
    user: { ...user, emails: user.emails.filter(({ id }) => id !== emailId) },
    facts: [{ kind: "email deleted", email }],
  };
}

/** The refusal of an address that a user of the tenant has. */
export function emailTaken(address: string): Error {
  return problem(Reason.EMAIL_TAKEN, "the e-mail address is in use", { address });
}

function newEmail({ id, address, isVerified, isPrimary }: NewEmail, now: Date): Email {
  if (!isUuid(id)) throw problem(Reason.ARGUMENT_INVALID, "email_id must be a UUID in lower case");
  return { id, address: normaliseAddress(address), isVerified, isPrimary, createTime: now, updateTime: now };
}

/** Clocks of two processes differ; the order in which addresses were added is kept all the same. */
function notBefore(emails: readonly Email[], now: Date): Date {
  return new Date(Math.max(now.getTime(), ...emails.map(({ createTime }) => createTime.getTime() + 1)));
}

function emailOf(user: User, emailId: string): Email {
  const email = user.emails.find(({ id }) => id === emailId);
  if (!email) throw problem(Reason.EMAIL_NOT_FOUND, "the user has no such address", { emailId });
  return email;
}
