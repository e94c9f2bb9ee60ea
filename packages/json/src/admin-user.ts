import type { UserCredentials } from "@signet/proto/credential/v1/credential";
import type { Email, User } from "@signet/proto/identity/v1/user";
import { credentialJson } from "./credential.ts";
import { listOf, objectOf, textOf } from "./present.ts";
import { rfc3339 } from "./time.ts";
import { usernameJson } from "./username.ts";

/** A user as operators see them (admin-rest.md 3.1): everything but the secrets. */
export function adminUserJson(user: User, credentials: UserCredentials | undefined, tenantId: string) {
  const { password, totp } = credentials ?? {};
  return {
    id: user.userId,
    webauthn_credentials: listOf((credentials?.webauthnCredentials ?? []).map(credentialJson)),
    emails: listOf(user.emails.map(adminEmailJson)),
    username: user.username && usernameJson(user.username),
    created_at: user.createTime && rfc3339(user.createTime),
    updated_at: user.updateTime && rfc3339(user.updateTime),
    password: password && {
      id: password.passwordId,
      created_at: password.createTime && rfc3339(password.createTime),
      updated_at: password.updateTime && rfc3339(password.updateTime),
      tenant_id: tenantId,
    },
    identities: listOf(identitiesJson(user)),
    otp: totp && { id: totp.totpId, created_at: totp.createTime && rfc3339(totp.createTime) },
    metadata: objectOf(metadataJson(user)),
    name: textOf(user.name),
    given_name: textOf(user.givenName),
    family_name: textOf(user.familyName),
    picture: textOf(user.picture),
  };
}

/** An address as operators see it (admin-rest.md 3.2). */
export function adminEmailJson({ emailId, address, isVerified, isPrimary, createTime, updateTime }: Email) {
  return {
    id: emailId,
    address,
    is_verified: isVerified,
    is_primary: isPrimary,
    created_at: createTime && rfc3339(createTime),
    updated_at: updateTime && rfc3339(updateTime),
  };
}

/** Only identities that hang on an address are listed; `provider_id` is, oddly, the user's id at the provider. */
function identitiesJson({ identities }: User) {
  return identities
    .filter(({ emailId }) => emailId !== "")
    .map(({ identityId, subject, providerId, emailId, createTime, updateTime }) => ({
      id: identityId,
      provider_id: subject,
      provider_name: providerId,
      email_id: emailId,
      created_at: createTime && rfc3339(createTime),
      updated_at: updateTime && rfc3339(updateTime),
    }));
}

function metadataJson(user: User) {
  const parts = {
    public_metadata: objectOf(user.publicMetadata),
    private_metadata: objectOf(user.privateMetadata),
    unsafe_metadata: objectOf(user.unsafeMetadata),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}
