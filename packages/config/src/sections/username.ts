import { z } from "zod";
import { bool, whole } from "../keys.ts";

/** Usernames: ASCII letters, digits and `_`. */
export const username = z.object({
  enabled: bool(false, { env: "USERNAME_ENABLED", about: "Switches usernames on." }),
  optional: bool(true, {
    env: "USERNAME_OPTIONAL",
    about: "If false, a username must be set when asked for and can be changed but not removed.",
  }),
  acquire_on_registration: bool(true, {
    env: "USERNAME_ACQUIRE_ON_REGISTRATION",
    about: "Asks for a username during registration.",
  }),
  acquire_on_login: bool(true, {
    env: "USERNAME_ACQUIRE_ON_LOGIN",
    about: "Asks for a missing username during login.",
  }),
  use_as_login_identifier: bool(true, {
    env: "USERNAME_USEASLOGINIDENTIFIER",
    about: "A username may be typed to say who one is.",
  }),
  min_length: whole(3, { env: "USERNAME_MIN_LENGTH", about: "The shortest username." }),
  max_length: whole(32, { env: "USERNAME_MAXLENGTH", about: "The longest username.", min: 1 }),
});
