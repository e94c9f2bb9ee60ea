import { retried, type Sql } from "@signet/db";
import { type EmailRow, type FederatedIdentityRow, toUser, type UsernameRow, type UserRow } from "./rows.ts";
import type { IdentityStore } from "./store.ts";
import type { Transaction } from "./store-prisma.ts";
import { isNamed, type User } from "./user.ts";

type HotVerbs = Pick<IdentityStore, "find" | "findByAddress" | "findByUsername" | "findAll" | "insert">;

/**
 * The verbs of a sign-in, each one prepared statement. A user with all that is theirs takes Prisma four statements one
 * after the other, and a registration takes it seven.
 */
export function createPostgresqlVerbs(sql: Sql): HotVerbs {
  async function first(name: string, text: string, values: readonly string[]) {
    const [row] = await sql.query<Row>(name, text, values);
    return row && userIn(row);
  }

  return {
    find: (tenantId, id) => first("identity_find", byId, [tenantId, id]),
    findByAddress: (tenantId, address) => first("identity_find_by_address", byAddress, [tenantId, address]),
    findByUsername: (tenantId, username) =>
      first("identity_find_by_username", byUsername, [tenantId, username, username.toLowerCase()]),

    async findAll(tenantId, ids) {
      if (ids.length === 0) return [];
      const rows = await sql.query<Row>("identity_find_all", `${select} AND u.id = ANY($2::text[])`, [tenantId, ids]);
      const users = new Map(rows.map((row) => [row.id, userIn(row)]));
      return ids.flatMap((id) => users.get(id) ?? []);
    },

    async insert(tenantId, user, event) {
      const { id, name, givenName, familyName, picture, createTime, updateTime, username } = user;
      const emails = user.emails.map((email) => ({
        id: email.id,
        address: email.address,
        is_verified: email.isVerified,
        is_primary: email.isPrimary,
        created_at: email.createTime,
      }));
      const names = username ? [{ id: username.id, username: username.username }] : [];
      const values = [
        ...[tenantId, id, name, givenName, familyName, picture, createTime, updateTime],
        ...[JSON.stringify(emails), JSON.stringify(names), event.id, event.type, event.payload, event.createdAt],
        isNamed(user),
      ];
      const work = async () => (await sql.execute("identity_insert", insert, values)) === 1;
      return retried(work, { taken: () => false });
    },
  };
}

/** Reads a user within one of Prisma's transactions, in one statement. */
export async function readByStatement(tx: Transaction, tenantId: string, id: string): Promise<User | undefined> {
  const [row] = await tx.$queryRawUnsafe<Row[]>(byId, tenantId, id);
  return row && userIn(row);
}

const select = `
  SELECT u.id, u.name, u.given_name AS "givenName", u.family_name AS "familyName", u.picture,
    u.public_metadata AS "publicMetadata", u.private_metadata AS "privateMetadata",
    u.unsafe_metadata AS "unsafeMetadata", u.created_at AS "createdAt", u.updated_at AS "updatedAt",
    (SELECT json_agg(json_build_object('id', e.id, 'address', e.address, 'isVerified', e.is_verified,
        'isPrimary', e.is_primary, 'createdAt', e.created_at, 'updatedAt', e.updated_at) ORDER BY e.created_at, e.id)
      FROM identity_emails e WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id) AS emails,
    (SELECT json_build_object('id', n.id, 'username', n.username, 'createdAt', n.created_at, 'updatedAt', n.updated_at)
      FROM identity_usernames n WHERE n.tenant_id = u.tenant_id AND n.user_id = u.id) AS username,
    (SELECT json_agg(json_build_object('id', f.id, 'providerId', f.provider_id, 'subject', f.subject,
        'emailId', f.email_id, 'createdAt', f.created_at, 'updatedAt', f.updated_at) ORDER BY f.created_at, f.id)
      FROM identity_federated_identities f WHERE f.tenant_id = u.tenant_id AND f.user_id = u.id) AS identities
  FROM identity_users u WHERE u.tenant_id = $1`;

const byId = `${select} AND u.id = $2`;

const byAddress = `${select} AND u.id = (SELECT user_id FROM identity_emails WHERE tenant_id = $1 AND address = $2)`;

const byUsername = `${select} AND u.id = (SELECT user_id FROM identity_usernames
  WHERE tenant_id = $1 AND username IN ($2, $3) ORDER BY username = $2 DESC LIMIT 1)`;

/** Stands or falls as a whole: what is taken violates a unique key, and the server undoes the rest. */
const insert = `
  WITH owner AS (
    INSERT INTO identity_users (tenant_id, id, name, given_name, family_name, picture, created_at, updated_at, is_named)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $15)
  ), addresses AS (
    INSERT INTO identity_emails (tenant_id, id, user_id, address, is_verified, is_primary, created_at, updated_at)
    SELECT $1, e.id, $2, e.address, e.is_verified, e.is_primary, e.created_at, e.created_at
    FROM json_to_recordset($9::json)
      AS e(id text, address text, is_verified boolean, is_primary boolean, created_at timestamptz)
    ORDER BY e.address
  ), name AS (
    INSERT INTO identity_usernames (tenant_id, id, user_id, username, created_at, updated_at)
    SELECT $1, n.id, $2, n.username, $8, $8 FROM json_to_recordset($10::json) AS n(id text, username text)
  )
  INSERT INTO identity_outbox (id, tenant_id, type, payload, created_at) VALUES ($11, $1, $12, $13, $14)`;

/** JSON has no times: what was put together by the server carries them as text. */
type Timeless<T> = Omit<T, "createdAt" | "updatedAt"> & { readonly createdAt: string; readonly updatedAt: string };

type Row = Omit<UserRow, "emails" | "username" | "identities"> & {
  readonly emails: readonly Timeless<EmailRow>[] | null;
  readonly username: Timeless<UsernameRow> | null;
  readonly identities: readonly Timeless<FederatedIdentityRow>[] | null;
};

function userIn({ emails, username, identities, ...row }: Row): User {
  return toUser({
    ...row,
    emails: (emails ?? []).map(withTimes),
    username: username && withTimes(username),
    identities: (identities ?? []).map(withTimes),
  });
}

function withTimes<T extends Timeless<object>>(row: T) {
  return { ...row, createdAt: new Date(row.createdAt), updatedAt: new Date(row.updatedAt) };
}
