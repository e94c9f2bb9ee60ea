import type { Html } from "./html.ts";
import type { View } from "./layout.ts";
import { accountPage } from "./pages/account.ts";
import { backEndPage } from "./pages/back-end.ts";
import { profilePage } from "./pages/profile.ts";
import { signInPage } from "./pages/sign-in.ts";
import type { Session } from "./session.ts";

/** A page of the demo. */
export interface Page {
  readonly path: string;
  readonly title: string;
  /** How the navigation names it. */
  readonly label: string;
  /** The module under `/assets/` that brings the page to life. */
  readonly script?: string;
  /** The contents, or `sign-in` to send the visitor there first. */
  render(view: View, visitor: Visitor): Promise<Html | "sign-in">;
}

/** The person at the other end, as the server sees them. */
export interface Visitor {
  /** Asks the API, so only pages that need to know pay for it. */
  session(): Promise<Session | undefined>;
}

/** All pages, in the order of the navigation. */
export const pages: readonly Page[] = [signInPage, accountPage, profilePage, backEndPage];
