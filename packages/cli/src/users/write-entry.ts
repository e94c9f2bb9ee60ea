import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { listOf, objectOf, rfc3339, textOf } from "@signet/json";
import type { WebauthnCredential } from "@signet/proto/credential/v1/credential";
import type { SecretCredentials } from "@signet/proto/credential/v1/credential_transfer_service";
import type { User } from "@signet/proto/identity/v1/user";

/** A user as a file says it: what an import reads. Members without a value are left out. */
export function writeEntry(user: User, secrets?: SecretCredentials): object {
  const { username, publicMetadata, privateMetadata, unsafeMetadata } = user;
  return {
    user_id: user.userId,
    emails: user.emails.map((email) => ({
      id: email.emailId,
      address: email.address,
      is_primary: email.isPrimary,
      is_verified: email.isVerified,
      ...timesOf(email),
    })),
    username: username?.username,
    username_details: username && { id: username.usernameId, ...timesOf(username) },
    name: textOf(user.name),
    given_name: textOf(user.givenName),
    family_name: textOf(user.familyName),
    picture: textOf(user.picture),
    metadata: objectOf(
      present({
        public_metadata: objectOf(publicMetadata),
        private_metadata: objectOf(privateMetadata),
        unsafe_metadata: objectOf(unsafeMetadata),
      }),
    ),
    identities: listOf(
      user.identities.map((identity) => ({
        id: identity.identityId,
        provider_name: identity.providerId,
        provider_id: identity.subject,
        email_id: textOf(identity.emailId),
        ...timesOf(identity),
      })),
    ),
    ...(secrets && secretsOf(secrets)),
    ...timesOf(user),
  };
}

function secretsOf({ webauthnCredentials, password, totp }: SecretCredentials) {
  return {
    webauthn_credentials: listOf(webauthnCredentials.map(webauthnCredential)),
    password: password && { id: password.passwordId, password: password.hash, ...timesOf(password) },
    otp_secret: totp && {
      id: totp.totpId,
      secret: totp.secret,
      last_used_step: totp.lastStep > 0n ? Number(totp.lastStep) : undefined,
      created_at: timeOf(totp.createTime),
    },
  };
}

function webauthnCredential(credential: WebauthnCredential) {
  return {
    id: credential.credentialId,
    name: textOf(credential.name),
    public_key: credential.publicKey,
    attestation_type: credential.attestationType,
    aaguid: credential.aaguid,
    sign_count: credential.signCount,
    last_used_at: timeOf(credential.lastUsedTime),
    transports: credential.transports,
    backup_eligible: credential.backupEligible,
    backup_state: credential.backupState,
    mfa_only: credential.mfaOnly,
    user_handle: textOf(credential.userHandle),
    ...timesOf(credential),
  };
}

interface Times {
  readonly createTime?: Timestamp | undefined;
  readonly updateTime?: Timestamp | undefined;
}

function timesOf({ createTime, updateTime }: Times) {
  return { created_at: timeOf(createTime), updated_at: timeOf(updateTime) };
}

function timeOf(time: Timestamp | undefined): string | undefined {
  return time && rfc3339(time);
}

function present<T extends object>(members: T): Partial<T> {
  // Leaves members out and adds none.
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)) as Partial<T>;
}
