import { z } from "zod";
import { bool, choice } from "../keys.ts";

/** The technical log. */
export const log = z.object({
  log_health_and_metrics: bool(false, {
    env: "LOG_LOGHEALTHANDMETRICS",
    about: "Logs requests to `/health/*` and `/metrics` too.",
  }),
  level: choice(["silent", "fatal", "error", "warn", "info", "debug", "trace"], "info", {
    env: "LOG_LEVEL",
    about: "The least important line that is still written.",
    own: true,
  }),
});
