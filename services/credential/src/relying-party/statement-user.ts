import type { ListedCredential } from "./credential.ts";
import type { RelyingPartyUser } from "./relying-party.ts";
import { attachmentFrom, userFrom } from "./row.ts";

/** A user, and which credentials could answer. */
export interface UserWithCredentials {
  readonly user: RelyingPartyUser;
  readonly credentials: readonly ListedCredential[];
}

/**
 * User $3 of relying party $2, one row for each credential or one without: one round trip for all that options say of
 * them, in words that both databases understand. Every ceremony that names somebody begins with it.
 */
export const findUserStatement = `SELECT u.id, u.user_id, u.name, u.display_name, u.icon, u.created_at, u.updated_at,
    c.id AS credential_id, c.mfa, c.attachment
  FROM credential_relying_party_users u
  LEFT JOIN credential_relying_party_credentials c
    ON c.tenant_id = u.tenant_id AND c.relying_party_id = u.relying_party_id AND c.owner_id = u.id
  WHERE u.tenant_id = $1 AND u.relying_party_id = $2 AND u.user_id = $3
  ORDER BY c.created_at, c.id`;

/** A row of the statement. */
export interface UserRow {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly display_name: string;
  readonly icon: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly credential_id: string | null;
  readonly mfa: boolean;
  readonly attachment: string;
}

/** What the rows say; undefined when there is no such user. */
export function userWithCredentials(rows: readonly UserRow[]): UserWithCredentials | undefined {
  const [row] = rows;
  if (!row) return undefined;
  const { id, user_id: userId, name, display_name: displayName, icon, created_at, updated_at } = row;
  const credentials = rows.flatMap(({ credential_id, mfa, attachment }) =>
    credential_id === null ? [] : [{ id: credential_id, mfa, attachment: attachmentFrom(attachment) }],
  );
  const columns = { id, userId, name, displayName, icon, createdAt: created_at, updatedAt: updated_at };
  return { user: userFrom(columns), credentials };
}
