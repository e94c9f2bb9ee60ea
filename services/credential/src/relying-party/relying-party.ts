import type { RelyingPartyConfig } from "./config.ts";

/** Which rows something is about: relying parties of a tenant see nothing of each other. */
export interface Scope {
  readonly tenantId: string;
  readonly relyingPartyId: string;
}

/** Somebody whose users sign in and sign transactions with passkeys of their own. */
export interface RelyingParty {
  readonly id: string;
  readonly displayName: string;
  readonly config: RelyingPartyConfig;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** A user of a relying party, who exists as far as credentials need it. */
export interface RelyingPartyUser {
  readonly id: string;
  /** What the relying party calls the user; its bytes are the user handle. */
  readonly userId: string;
  readonly name: string;
  readonly displayName: string;
  readonly icon: string;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** `user.id` of creation options: the UTF-8 bytes of the relying party's own id, base64url. */
export function handleOf({ userId }: Pick<RelyingPartyUser, "userId">): string {
  return Buffer.from(userId, "utf8").toString("base64url");
}

/**
 * The handle as an authenticator gave it, in the form that handleOf() has. Passkeys that were made for a UUID elsewhere
 * give back its 16 bytes (authentication-api.md section 2.5); what is literally the user's id comes first.
 */
export function normalHandle(handle: string | undefined, user: Pick<RelyingPartyUser, "userId">): string | undefined {
  if (handle === undefined || handle === "" || handle === handleOf(user)) return handle || undefined;
  const hex = Buffer.from(handle, "base64url").toString("hex");
  return hex.length === 32 && hex === user.userId.toLowerCase().replaceAll("-", "") ? handleOf(user) : handle;
}
