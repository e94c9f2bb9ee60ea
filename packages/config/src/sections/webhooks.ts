import { z } from "zod";
import { bool, listOf, text, texts } from "../keys.ts";

const hook = z.object({
  callback: text("", { about: "The URL that events are posted to." }),
  events: texts([], {
    about: "Events, or the beginnings of their names, that are sent; none means none.",
    allowed: "see [Webhook events](#webhook-events)",
  }),
});

/** Signed messages to other programs when something happened. */
export const webhooks = z.object({
  enabled: bool(false, {
    env: "WEBHOOKS_ENABLED",
    about: "Activates the hooks of the file; those in the database are sent to regardless.",
  }),
  allow_time_expiration: bool(false, {
    env: "WEBHOOKS_ALLOWTIMEEXPIRATION",
    about: "Lets hooks of the database expire after 30 days without a delivery that succeeded.",
  }),
  hooks: listOf(hook, {
    env: "WEBHOOKS_HOOKS",
    about: "Hooks of the file; the variable holds JSON objects separated by `;`.",
  }),
});
