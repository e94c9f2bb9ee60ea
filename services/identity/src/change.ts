import type { Email } from "./email.ts";
import type { User } from "./user.ts";

/** What happened to a user, one for each event that will tell of it. */
export type Fact =
  | { readonly kind: "user updated" }
  | { readonly kind: "email created" | "email verified" | "email deleted"; readonly email: Email }
  | { readonly kind: "primary email changed"; readonly email: Email; readonly previousAddress: string }
  | { readonly kind: "username changed"; readonly username: string; readonly previousUsername: string }
  | { readonly kind: "username deleted"; readonly previousUsername: string }
  | { readonly kind: "metadata changed" };

/** A user after a change and what happened to them; nothing happened when the change had been made before. */
export interface Change {
  readonly user: User;
  readonly facts: readonly Fact[];
}
