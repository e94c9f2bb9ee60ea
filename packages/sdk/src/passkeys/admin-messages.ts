import { list, type Model, object, optional, snakeModel, text } from "../json/model.ts";
import type { AttestationConveyance, AuthenticatorAttachment, Open, UserVerification } from "../webauthn.ts";
import {
  checkPasskeyCredential,
  checkTransaction,
  type PasskeyCredential,
  type StoredTransaction,
} from "./messages.ts";

/** A relying party: its pages, its users, its keys. */
export interface Tenant {
  /** A UUID. */
  readonly id: string;
  readonly displayName: string;
}

/** A tenant with what was decided for it. */
export interface ConfiguredTenant extends Tenant {
  readonly config: TenantConfig;
}

/** What makes a tenant. */
export interface NewTenant {
  readonly displayName: string;
  readonly config: TenantConfig;
  /** Whether to make an API key at once. Default: false. */
  readonly createApiKey?: boolean;
}

/** What is decided for a tenant. */
export interface TenantConfig {
  readonly cors: {
    /** At least one. */
    readonly allowedOrigins: readonly string[];
    /** Lets `*` through although cookies are. */
    readonly allowUnsafeWildcard: boolean;
  };
  readonly webauthn: CeremonyConfig & {
    readonly relyingParty: {
      /** The host that passkeys are made for. */
      readonly id: string;
      readonly displayName: string;
      readonly icon?: string;
      /** At least one. */
      readonly origins: readonly string[];
    };
  };
  /** Left out, the server's defaults are restored. */
  readonly mfa?: CeremonyConfig;
}

/** What is asked of authenticators. */
export interface CeremonyConfig {
  /** Milliseconds. */
  readonly timeout: number;
  readonly userVerification?: UserVerification;
  readonly attachment?: AuthenticatorAttachment;
  readonly attestationPreference?: AttestationConveyance | "enterprise";
  readonly residentKeyRequirement?: Open<UserVerification>;
}

/** A key of a tenant. */
export interface TenantSecret {
  readonly id: string;
  readonly name: string;
  /** Whole when the key is made. Lists have its beginning, or nothing: secrets are shown once. */
  readonly secret?: string;
  readonly createdAt: string;
}

/** A tenant's user, as administrators see them. */
export interface TenantUser {
  /** The server's own: a UUID. */
  readonly id: string;
  /** Yours. */
  readonly userId: string;
  readonly name: string;
  readonly icon?: string;
  readonly displayName: string;
}

/** A user with everything that is stored of them. */
export interface TenantUserDetails extends TenantUser {
  readonly credentials: readonly PasskeyCredential[];
  readonly transactions: readonly StoredTransaction[];
}

/** Which page of the users. */
export interface UserQuery {
  /** Counted from 1. */
  readonly page?: number;
  /** Default: 20. */
  readonly perPage?: number;
  /** Default: the newest first, `desc`. */
  readonly sortDirection?: "asc" | "desc";
}

const tenantMembers = { id: text, display_name: text };
const secretCheck = object({ id: text, name: text, secret: optional(text), created_at: text });
const userMembers = { id: text, user_id: text, name: text, display_name: text };

export const tenants: Model<readonly Tenant[]> = snakeModel("tenants", list(object(tenantMembers)));
export const configuredTenant: Model<ConfiguredTenant> = snakeModel(
  "tenant",
  object({ ...tenantMembers, config: object({ cors: object({}), webauthn: object({}) }) }),
);
export const createdTenant: Model<{ readonly id: string; readonly apiKey?: TenantSecret }> = snakeModel(
  "new tenant",
  object({ id: text, api_key: optional(secretCheck) }),
);
export const tenantSecret: Model<TenantSecret> = snakeModel("secret", secretCheck);
export const tenantSecrets: Model<readonly TenantSecret[]> = snakeModel("secrets", list(secretCheck));
export const tenantUsers: Model<readonly TenantUser[]> = snakeModel("users", list(object(userMembers)));
export const tenantUserDetails: Model<TenantUserDetails> = snakeModel(
  "user",
  object({ ...userMembers, credentials: list(checkPasskeyCredential), transactions: list(checkTransaction) }),
);
