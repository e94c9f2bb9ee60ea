import { z } from "zod";
import { id, moment } from "./scalars.ts";

/** A stored webhook (admin-rest.md 3.4). */
export const webhook = z
  .object({
    id,
    callback: z.string().meta({ format: "uri" }),
    enabled: z.boolean(),
    failures: z.int().describe("Consecutive ones; the sixth switches it off."),
    expires_at: moment.optional(),
    events: z.array(z.object({ id, event: z.string() })),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: "Webhook" });

/** All of them: those of the database, and those of the configuration, if any. */
export const webhookList = z.object({
  database: z.array(webhook),
  config: z.array(z.object({ callback: z.string(), events: z.array(z.string()) })).nullable(),
});
