import { z } from "zod";
import { bool, choice, whole } from "../keys.ts";

const acquisition = ["always", "conditional", "never"] as const;

/** Passwords, and how much of the machine hashing them may use. */
export const password = z.object({
  enabled: bool(true, { env: "PASSWORD_ENABLED", about: "Switches passwords on." }),
  optional: bool(false, {
    env: "PASSWORD_OPTIONAL",
    about: "If false, a password must be set when asked for and cannot be removed.",
  }),
  acquire_on_registration: choice(acquisition, "always", {
    env: "PASSWORD_ACQUIRE_ON_REGISTRATION",
    about: "When registration asks for a password; `conditional` means only in place of a passkey.",
  }),
  acquire_on_login: choice(acquisition, "never", {
    env: "PASSWORD_ACQUIRE_ON_LOGIN",
    about: "When login asks those who have no password to set one.",
  }),
  recovery: bool(true, { env: "PASSWORD_RECOVERY", about: "Offers the way back for a forgotten password." }),
  min_length: whole(8, {
    env: "PASSWORD_MIN_LENGTH",
    about: "The shortest password that is accepted, in Unicode characters; the longest is always 72.",
    max: 72,
  }),
  hashing: z.object({
    concurrency: whole(0, {
      env: "PASSWORD_HASHING_CONCURRENCY",
      about: "How many passwords are hashed at once, per process; 0 means as many as there are cores.",
      own: true,
      scope: "application",
    }),
    queue: whole(512, {
      env: "PASSWORD_HASHING_QUEUE",
      about: "How many more may wait for their turn before further ones are refused.",
      own: true,
      scope: "application",
    }),
  }),
});
