import { z } from "zod";
import { choice, text, texts } from "../keys.ts";

/** The secret that everybody knows: good for a first look, refused outside development. */
export const wellKnownSecret = "abcedfghijklmnopqrstuvwxyz";

/** What protects secrets in the database. */
export const secretKeys = texts([wellKnownSecret], {
  env: "SECRET_KEYS",
  about: "Protect stored secrets: the first encrypts, all decrypt. The default is refused outside development.",
  allowed: "each at least 16 bytes",
  secret: true,
});

/** The older name of the same list, and who keeps the signing keys. */
export const secrets = z.object({
  keys: texts([], {
    env: "SECRETS_KEYS",
    about: "Older name of `secret_keys`, used when that is absent or empty.",
    allowed: "each at least 16 bytes",
    secret: true,
  }),
  key_management: z.object({
    type: choice(["local", "aws_kms"], "local", {
      env: "SECRETS_KEYMANAGEMENT_TYPE",
      about: "Keeps signing keys in the database, or signs through AWS KMS.",
    }),
    key_id: text("", { env: "SECRETS_KEYMANAGEMENT_KEYID", about: "KMS key id, ARN or alias." }),
    region: text("", { env: "SECRETS_KEYMANAGEMENT_REGION", about: "AWS region of the key." }),
  }),
});
