import { z } from "zod";
import { text } from "../keys.ts";

/** How to reach Redis. The names of its variables begin with `env`. */
export function redis(env: string, allowed: string) {
  return z.object({
    address: text("", {
      env: `${env}_ADDRESS`,
      about: "Where Redis answers; required when it is the store.",
      allowed: `\`${allowed}\``,
    }),
    password: text("", { env: `${env}_PASSWORD`, about: "Password of Redis.", secret: true }),
  });
}
