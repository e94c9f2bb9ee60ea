import { nameOfAuthenticator } from "../webauthn/authenticators.ts";
import type { Attested, WebauthnCredential } from "../webauthn/credential.ts";
import { handleOf, type RelyingPartyUser } from "./relying-party.ts";
import type { Attachment } from "./terms.ts";

/** A credential of a relying party's user. */
export interface RelyingPartyCredential extends Attested {
  readonly user: RelyingPartyUser;
  /** Never empty. */
  readonly name: string;
  /** A security key: serves as a second factor only. */
  readonly mfa: boolean;
  /** Whether the owner was verified at registration. */
  readonly userVerified: boolean;
  readonly discoverable: boolean;
  readonly attachment: Attachment;
  readonly lastUsedTime: Date;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** A credential as options and rules about who may answer look at it. */
export type ListedCredential = Pick<RelyingPartyCredential, "id" | "mfa" | "attachment">;

/** What a credential is called until somebody names it: by its model, else by its kind or its id. */
export function firstName(
  { aaguid, id }: Pick<Attested, "aaguid" | "id">,
  { attachment, byId }: { readonly attachment: Attachment; readonly byId: boolean },
): string {
  const model = nameOfAuthenticator(aaguid);
  if (model !== "" || byId) return model || `cred-${id}`;
  if (attachment === "") return "Authenticator";
  return attachment === "platform" ? "Platform authenticator" : "Security key";
}

/** The credential as the verification of assertions knows credentials. */
export function asWebauthnCredential(credential: RelyingPartyCredential): WebauthnCredential {
  const { user, mfa, ...same } = credential;
  return { ...same, userId: user.id, userHandle: handleOf(user), mfaOnly: mfa };
}
