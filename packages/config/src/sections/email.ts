import { z } from "zod";
import { bool, choice, whole } from "../keys.ts";

/** E-mail addresses as an attribute, an identifier and a way to sign in. */
export const email = z.object({
  enabled: bool(true, { env: "EMAIL_ENABLED", about: "Switches e-mail addresses on." }),
  optional: bool(false, {
    env: "EMAIL_OPTIONAL",
    about: "If false, an address must be given when asked for and the last one cannot be removed.",
  }),
  acquire_on_registration: bool(true, {
    env: "EMAIL_ACQUIRE_ON_REGISTRATION",
    about: "Asks for an address during registration.",
  }),
  acquire_on_login: bool(true, { env: "EMAIL_ACQUIRE_ON_LOGIN", about: "Asks for a missing address during login." }),
  require_verification: bool(true, {
    env: "EMAIL_REQUIRE_VERIFICATION",
    about: "A new address must be confirmed with a mailed code.",
  }),
  limit: whole(5, { env: "EMAIL_LIMIT", about: "The most addresses of one person." }),
  max_length: whole(120, { env: "EMAIL_MAXLENGTH", about: "The longest address that is accepted.", min: 3 }),
  use_as_login_identifier: bool(true, {
    env: "EMAIL_USEASLOGINIDENTIFIER",
    about: "An address may be typed to say who one is.",
  }),
  use_for_authentication: bool(true, {
    env: "EMAIL_USEFORAUTHENTICATION",
    about: "A mailed code may be used to sign in.",
  }),
  passcode_ttl: whole(300, { env: "EMAIL_PASSCODETTL", about: "Life of a mailed code in seconds.", min: 1 }),
  passcode_charset: choice(["numeric", "alphanumeric"], "numeric", {
    env: "EMAIL_PASSCODECHARSET",
    about: "The alphabet of mailed codes: six digits, or six characters none of which look alike.",
    emptyMeans: "numeric",
  }),
});
