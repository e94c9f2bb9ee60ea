import { z } from "zod";

const flowError = z
  .object({ code: z.string(), message: z.string(), cause: z.string().optional() })
  .meta({ id: "FlowError" });

const input = z
  .object({
    name: z.string(),
    type: z.string(),
    value: z.unknown().optional(),
    min_length: z.int().optional(),
    max_length: z.int().optional(),
    required: z.boolean().optional(),
    hidden: z.boolean().optional(),
    error: flowError.optional(),
    allowed_values: z.array(z.object({ value: z.unknown(), name: z.string() })).optional(),
  })
  .meta({ id: "FlowInput" });

const action = z
  .object({
    href: z.string().describe("Where the action is sent, relative to the API."),
    inputs: z.record(z.string(), input),
    action: z.string(),
    description: z.string(),
  })
  .meta({ id: "FlowAction" });

/** Where a conversation stands (flow-api.md 3). A refusal is a state too: its `error` says why. */
export const flowState = z
  .object({
    name: z.string(),
    status: z.int(),
    payload: z.record(z.string(), z.unknown()).optional(),
    csrf_token: z.string(),
    actions: z.record(z.string(), action),
    error: flowError.optional(),
    links: z.null(),
  })
  .meta({ id: "FlowState" });
