import { z } from "zod";
import { bool } from "../keys.ts";

/** Who may make an account, and remove it. */
export const account = z.object({
  allow_deletion: bool(false, {
    env: "ACCOUNT_ALLOWDELETION",
    about: "Lets people delete their own account from the profile.",
  }),
  allow_signup: bool(true, {
    env: "ACCOUNT_ALLOWSIGNUP",
    about: "Lets people register themselves, also by their first sign-in through a provider.",
  }),
});
