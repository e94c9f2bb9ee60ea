import { z } from "zod";
import { bool, choice, duration, whole } from "../keys.ts";
import { redis } from "./redis.ts";

/** How often something may be tried. */
export const rateLimiter = z.object({
  enabled: bool(true, { env: "RATE_LIMITER_ENABLED", about: "Switches limits on." }),
  store: choice(["in_memory", "redis"], "in_memory", {
    env: "RATE_LIMITER_STORE",
    about: "Where attempts are counted; several instances share the count through Redis.",
  }),
  redis_config: redis("RATE_LIMITER_REDIS", "host:port"),
  otp_limits: limits("OTP", 3, "time-based codes tried"),
  passcode_limits: limits("PASSCODE", 3, "codes mailed"),
  password_limits: limits("PASSWORD", 5, "passwords tried"),
  token_limits: limits("TOKEN", 3, "tokens exchanged"),
});

function limits(name: string, tokens: number, what: string) {
  return z.object({
    tokens: whole(tokens, { env: `RATE_LIMITER_${name}_LIMITS_TOKENS`, about: `The most ${what} per interval.` }),
    interval: duration("1m", {
      env: `RATE_LIMITER_${name}_LIMITS_INTERVAL`,
      about: `The interval in which ${what} are counted.`,
      min: "1ms",
    }),
  });
}
