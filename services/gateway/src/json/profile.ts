import type { TenantSettings } from "@signet/config";
import { credentialJson, listOf, objectOf, rfc3339, textOf, usernameJson } from "@signet/json";
import type { UserCredentials } from "@signet/proto/credential/v1/credential";
import type { Email, User } from "@signet/proto/identity/v1/user";
import { identityJson, usable } from "./identity.ts";

/** A user as they may see themselves: ProfileData of `GET /me` and `user` of flow payloads (flow-api.md 16.1). */
export function profileJson(user: User, credentials: UserCredentials | undefined, settings: TenantSettings) {
  const { mfa, passkey } = settings;
  const keys = credentials?.webauthnCredentials ?? [];
  const passkeys = passkey.enabled ? keys.filter(({ mfaOnly }) => !mfaOnly) : [];
  const securityKeys = mfa.security_keys.enabled ? keys.filter(({ mfaOnly }) => mfaOnly) : [];

  return {
    id: user.userId,
    user_id: user.userId,
    passkeys: listOf(passkeys.map(credentialJson)),
    security_keys: listOf(securityKeys.map(credentialJson)),
    mfa_config: {
      auth_app_set_up: credentials?.totp !== undefined,
      totp_enabled: mfa.enabled && mfa.totp.enabled,
      security_keys_enabled: mfa.enabled && mfa.security_keys.enabled,
    },
    emails: listOf(user.emails.map((email) => emailJson(email, user, settings))),
    username: user.username && usernameJson(user.username),
    created_at: user.createTime && rfc3339(user.createTime),
    updated_at: user.updateTime && rfc3339(user.updateTime),
    metadata: objectOf(metadataJson(user)),
    identities: listOf(usable(user.identities, settings).map((identity) => identityJson(identity, settings))),
    name: textOf(user.name),
    given_name: textOf(user.givenName),
    family_name: textOf(user.familyName),
    picture: textOf(user.picture),
  };
}

/** An address as its owner sees it (public-rest.md 12.2). */
export function emailJson(email: Email, user: User, settings: TenantSettings) {
  const attached = user.identities.filter(({ emailId }) => emailId === email.emailId);
  const [first] = attached;
  return {
    id: email.emailId,
    address: email.address,
    is_verified: email.isVerified,
    is_primary: email.isPrimary,
    // The older member names the first identity, be its provider enabled or not.
    identity: first && identityJson(first, settings),
    identities: listOf(usable(attached, settings).map((identity) => identityJson(identity, settings))),
  };
}

/** What the user may read of their metadata. An empty part counts as none, so the members are not even undefined. */
function metadataJson({ publicMetadata, unsafeMetadata }: User) {
  const [shown, unsafe] = [objectOf(publicMetadata), objectOf(unsafeMetadata)];
  return { ...(shown && { public_metadata: shown }), ...(unsafe && { unsafe_metadata: unsafe }) };
}
