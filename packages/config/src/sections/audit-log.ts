import { z } from "zod";
import { bool, choice, duration } from "../keys.ts";

/** Where the audit log goes and how long it stays. */
export const auditLog = z.object({
  console_output: z.object({
    enabled: bool(true, {
      env: "AUDIT_LOG_CONSOLE_OUTPUT_ENABLED",
      about: "Prints each audit record as one line of JSON.",
    }),
    output: choice(["stdout", "stderr"], "stdout", {
      env: "AUDIT_LOG_CONSOLE_OUTPUT_OUTPUT_STREAM",
      about: "The stream that records are printed to.",
      emptyMeans: "stdout",
    }),
  }),
  mask: bool(true, { env: "AUDIT_LOG_MASK", about: "Masks usernames and e-mail addresses in every record." }),
  storage: z.object({
    enabled: bool(false, { env: "AUDIT_LOG_STORAGE_ENABLED", about: "Keeps audit records in the database." }),
  }),
  retention: duration("720h", {
    env: "AUDIT_LOG_RETENTION",
    about: "The age from which stored records may be cleaned up.",
    noNumber: true,
  }),
});
