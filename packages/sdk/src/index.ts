export { hmacAuthorization, type SignedRequest } from "./authentication/authorization.ts";
export { type AuthenticationClient, createAuthenticationClient } from "./authentication/client.ts";
export {
  type AuthenticationRequest,
  type Credential,
  type CredentialQuery,
  credential,
  type FinalizationResult,
  finalizationResult,
  type RegistrationRequest,
  type TransactionRequest,
  type User,
} from "./authentication/messages.ts";
export type { AuthenticationOptions } from "./authentication/options.ts";
export type { CallOptions } from "./http/deadline.ts";
export { type ErrorKind, isSignetError, type ServerMessage, type SignetError } from "./http/error.ts";
export type { LogFacts, Logger } from "./http/log.ts";
export type { Fetch, HttpOptions } from "./http/transport.ts";
export { decodeBase64url, encodeBase64url } from "./json/base64url.ts";
export { isPayloadError, type Model, type PayloadError } from "./json/model.ts";
export { deserialize, type SerializeOptions, serialize } from "./json/serialize.ts";
export { createPasskeyAdminClient, type PasskeyAdminOptions } from "./passkeys/admin.ts";
export type { PasskeyAdminClient, TenantSecrets, Tenants, TenantUsers } from "./passkeys/admin-interface.ts";
export type {
  CeremonyConfig,
  ConfiguredTenant,
  NewTenant,
  Tenant,
  TenantConfig,
  TenantSecret,
  TenantUser,
  TenantUserDetails,
  UserQuery,
} from "./passkeys/admin-messages.ts";
export { createPasskeyClient, type PasskeyOptions } from "./passkeys/client.ts";
export type {
  PasskeyClient,
  PasskeyCredentials,
  PasskeyLogin,
  PasskeyMfaLogin,
  PasskeyRegistration,
  PasskeyTransactions,
} from "./passkeys/interface.ts";
export type {
  AuditLogEntry,
  AuditLogQuery,
  JsonWebKey,
  JsonWebKeySet,
  Page,
  PasskeyCredential,
  PasskeyCredentialQuery,
  PasskeyTransaction,
  PasskeyUser,
  SignedToken,
  StoredTransaction,
} from "./passkeys/messages.ts";
export {
  isTokenError,
  type PasskeyClaims,
  type TokenCheck,
  type TokenError,
  type TokenFault,
  verifyPasskeyToken,
} from "./passkeys/token.ts";
export {
  type AssertionCredential,
  type AttestationConveyance,
  type AttestationCredential,
  type AuthenticatorAttachment,
  assertionCredential,
  attestationCredential,
  type CreationOptions,
  type CredentialDescriptor,
  creationOptions,
  type Open,
  type RequestOptions,
  requestOptions,
  type UserVerification,
} from "./webauthn.ts";
