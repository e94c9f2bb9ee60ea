import type { Fault } from "../fault.ts";
import type { Parsed } from "../schema.ts";
import { wellKnownSecret } from "../sections/secrets.ts";
import { broken, type Rule } from "./rule.ts";

/** Rules of the keys that protect stored secrets. Their text never appears in a message. */
export function secretChecks({ secret_keys, development }: Parsed, own: boolean): readonly Fault[] {
  return broken([
    // Also with keys in KMS: codes, second factors and state values are protected by these.
    [secret_keys.length === 0, "secret_keys", "at least one key must be defined"],
    ...secret_keys.map((key, index): Rule => {
      const bytes = Buffer.byteLength(key);
      return [
        bytes < 16,
        `secret_keys[${index}]`,
        `secret Nr. ${index} is too short. It is ${bytes} but needs to be at least 16`,
      ];
    }),
    [
      // In a later place it only opens what an earlier trial left behind.
      own && !development && secret_keys[0] === wellKnownSecret,
      "secret_keys",
      "is the well-known default; set secret_keys (or SECRET_KEYS) to a random text of 32 characters, or development: true for a trial",
    ],
  ]);
}
