import { z } from "zod";
import { bool } from "../keys.ts";

/** What a stranger may learn about accounts. */
export const privacy = z.object({
  show_account_existence_hints: bool(false, {
    env: "PRIVACY_SHOW_ACCOUNT_EXISTENCE_HINTS",
    about: "Says openly whether an account exists, instead of hiding it.",
  }),
  only_show_actual_login_methods: bool(false, {
    env: "PRIVACY_ONLY_SHOW_ACTUAL_LOGIN_METHODS",
    about: "Offers only the ways to sign in that the account really has.",
  }),
});
