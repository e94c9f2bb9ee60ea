import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { uuidv4 } from "@signet/kit";
import type { SecretCredentialsSchema } from "@signet/proto/credential/v1/credential_transfer_service";
import type { UserSchema } from "@signet/proto/identity/v1/user";
import { type Entry, entryFormat } from "./format.ts";

/** What one entry says, divided among those who keep it. */
export interface Arrival {
  readonly userId: string;
  readonly user: MessageInitShape<typeof UserSchema>;
  /** Undefined for a user without any. */
  readonly credentials: MessageInitShape<typeof SecretCredentialsSchema> | undefined;
}

/** How many of the faults of one entry are told. */
const TOLD_FAULTS = 5;

/** Reads an entry, or says what is wrong with it. */
export function readEntry(text: string): Arrival | { readonly fault: string } {
  try {
    return read(text, JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: `it is no JSON: ${error.message}` };
    // Lists within lists within lists: whoever looks into them runs out of stack.
    if (error instanceof RangeError) return { fault: "it is nested too deeply" };
    throw error;
  }
}

function read(text: string, value: unknown): Arrival | { readonly fault: string } {
  // Half a character cannot be stored. Only an escape can have made one, since the file is UTF-8.
  if (/\\u[dD][89a-fA-F]/.test(text) && /\\ud[89a-f]/.test(JSON.stringify(value))) {
    return { fault: "it holds half of a character (a lone surrogate)" };
  }
  const { data: entry, error } = entryFormat.safeParse(value);
  if (!entry) {
    const faults = error.issues.map(({ path, message }) => `${pathOf(path)}${message}`);
    const more = faults.length > TOLD_FAULTS ? ` (and ${faults.length - TOLD_FAULTS} more)` : "";
    return { fault: faults.slice(0, TOLD_FAULTS).join("; ") + more };
  }
  if (!isSomebody(entry)) return { fault: "the user has neither an e-mail address nor a username" };
  const userId = (entry.user_id || uuidv4()).toLowerCase();
  return { userId, user: userOf(userId, entry), credentials: credentialsOf(userId, entry) };
}

/**
 * Whoever can be found by nothing would be lost; most likely the file has other names for its members. An empty list of
 * addresses beside a user id says that somebody is meant: an export writes users like that.
 */
function isSomebody({ user_id, emails, username, identities, webauthn_credentials }: Entry): boolean {
  if (username === "") return false;
  if (username !== undefined || (emails && emails.length > 0)) return true;
  return (
    (emails !== undefined && user_id !== undefined && user_id !== "") ||
    [identities, webauthn_credentials].some((list) => list !== undefined && list.length > 0)
  );
}

function userOf(userId: string, entry: Entry): Arrival["user"] {
  const { emails = [], username, username_details, identities = [], metadata } = entry;
  return {
    userId,
    emails: emails.map(({ id = "", address, is_primary, is_verified, ...rest }) => ({
      emailId: id,
      address,
      isPrimary: is_primary,
      isVerified: is_verified,
      ...timesOf(rest),
    })),
    username:
      username === undefined
        ? undefined
        : { username, usernameId: username_details?.id ?? "", ...timesOf(username_details ?? {}) },
    name: entry.name,
    givenName: entry.given_name,
    familyName: entry.family_name,
    picture: entry.picture,
    publicMetadata: metadata?.public_metadata,
    privateMetadata: metadata?.private_metadata,
    unsafeMetadata: metadata?.unsafe_metadata,
    identities: identities.map(({ id = "", provider_name, provider_id, email_id = "", ...rest }) => ({
      identityId: id,
      providerId: provider_name,
      subject: provider_id,
      emailId: email_id,
      ...timesOf(rest),
    })),
    ...timesOf(entry),
  };
}

function credentialsOf(userId: string, entry: Entry): Arrival["credentials"] {
  const { webauthn_credentials = [], password, otp_secret } = entry;
  if (webauthn_credentials.length === 0 && !password && !otp_secret) return undefined;
  return {
    userId,
    webauthnCredentials: webauthn_credentials.map((each) => ({
      credentialId: each.id,
      name: each.name,
      publicKey: each.public_key,
      attestationType: each.attestation_type,
      aaguid: each.aaguid,
      signCount: each.sign_count,
      lastUsedTime: timeOf(each.last_used_at),
      transports: each.transports,
      backupEligible: each.backup_eligible,
      backupState: each.backup_state,
      mfaOnly: each.mfa_only,
      userHandle: each.user_handle,
      ...timesOf(each),
    })),
    password: password && { passwordId: password.id, hash: password.password, ...timesOf(password) },
    totp: otp_secret && {
      totpId: otp_secret.id,
      secret: otp_secret.secret,
      lastStep: BigInt(otp_secret.last_used_step ?? 0),
      createTime: timeOf(otp_secret.created_at),
    },
  };
}

function timesOf({ created_at, updated_at }: Partial<Pick<Entry, "created_at" | "updated_at">>) {
  return { createTime: timeOf(created_at), updateTime: timeOf(updated_at) };
}

function timeOf(text: string | undefined) {
  return text === undefined ? undefined : timestampFromMs(Date.parse(text));
}

function pathOf(path: readonly PropertyKey[]): string {
  const names = path.map((part, index) =>
    typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`,
  );
  return path.length > 0 ? `${names.join("")}: ` : "";
}
