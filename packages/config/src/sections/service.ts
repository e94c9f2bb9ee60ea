import { z } from "zod";
import { text } from "../keys.ts";

/** What people are signing in to. */
export const service = z.object({
  name: text("Hanko Authentication Service", {
    env: "SERVICE_NAME",
    about: "The product's name in mails and certificates.",
    allowed: "not empty",
  }),
});
