import { rfc3339 } from "@signet/json";
import { uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Webhook } from "@signet/proto/webhook/v1/webhook_service";
import { z } from "zod";
import { empty, json } from "../../http/answer.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import { jsonBody } from "../../http/json-body.ts";
import { failures } from "../../http/operation.ts";
import { reading } from "../../http/reading-route.ts";
import type { Outcome, Route } from "../../http/route.ts";
import { text, uuid4, webUrl } from "../../http/rules.ts";
import { webhook, webhookList } from "../../schemas/webhook.ts";
import type { Asked } from "./common.ts";
import { because, type Refusals, refusing } from "./refusals.ts";

/** As many as there are, and room for some twice. */
const MOST_EVENTS = 100;

const params = z.object({ id: uuid4 });
const subscription = z.object({
  callback: webUrl.describe("Is called with every event."),
  events: z.array(text).min(1).max(MOST_EVENTS).describe("A name stands for all events whose names begin with it."),
});
const replacement = subscription.extend({ enabled: z.boolean() });

const common = { tag: "Webhooks", access: "operator" } as const;
const one = { description: "The webhook.", body: webhook };

/** Subscriptions to what happens, for operators (admin-rest.md 12). */
export function webhookRoutes(asked: Asked): readonly Route[] {
  return [
    reading({
      method: "GET",
      path: "/webhooks",
      operation: {
        ...{ ...common, id: "listWebhooks", summary: "All webhooks" },
        answers: {
          200: { description: "Those that are stored, and those of the configuration.", body: webhookList },
          ...failures(401, 503),
        },
      },
      handle: (exchange) => list(asked, exchange),
    }),
    reading({
      method: "POST",
      path: "/webhooks",
      operation: {
        ...{ ...common, id: "createWebhook", summary: "Subscribes a callback", body: jsonBody(subscription) },
        answers: { 201: one, ...failures(400, 401, 413, 415, 503) },
      },
      handle: (exchange, { body }) => {
        const webhookId = uuidv4();
        return refusing(refusals(webhookId, body.events), async () =>
          json(201, webhookJson((await asked.webhook.createWebhook({ webhookId, ...body }, callOf(exchange))).webhook)),
        );
      },
    }),
    reading({
      method: "GET",
      path: "/webhooks/:id",
      operation: {
        ...{ ...common, id: "getWebhook", summary: "One webhook", params },
        answers: { 200: one, ...failures(400, 401, 404, 503) },
      },
      handle: (exchange, { params: { id: webhookId } }) =>
        refusing(refusals(webhookId), async () =>
          json(200, webhookJson((await asked.webhook.getWebhook({ webhookId }, callOf(exchange))).webhook)),
        ),
    }),
    reading({
      method: "PUT",
      path: "/webhooks/:id",
      operation: {
        ...{ ...common, id: "updateWebhook", summary: "Replaces a webhook", params, body: jsonBody(replacement) },
        description: "It begins anew: failures are forgiven, and it expires in thirty days.",
        answers: { 200: one, ...failures(400, 401, 404, 413, 415, 503) },
      },
      handle: (exchange, { params: { id: webhookId }, body }) =>
        refusing(refusals(webhookId, body.events), async () =>
          json(200, webhookJson((await asked.webhook.updateWebhook({ webhookId, ...body }, callOf(exchange))).webhook)),
        ),
    }),
    reading({
      method: "DELETE",
      path: "/webhooks/:id",
      operation: {
        ...{ ...common, id: "deleteWebhook", summary: "Deletes a webhook", params },
        answers: { 204: { description: "It is gone." }, ...failures(400, 401, 404, 503) },
      },
      handle: (exchange, { params: { id: webhookId } }) =>
        refusing(refusals(webhookId), async () => {
          await asked.webhook.deleteWebhook({ webhookId }, callOf(exchange));
          return empty(204);
        }),
    }),
  ];
}

async function list(asked: Asked, exchange: Exchange): Promise<Outcome> {
  const { webhooks } = await asked.webhook.listWebhooks({}, callOf(exchange));
  const configured = exchange.settings.webhooks.hooks.map(({ callback, events }) => ({ callback, events }));
  return json(200, { database: webhooks.map(webhookJson), config: configured.length > 0 ? configured : null });
}

function refusals(webhookId: string, events: readonly string[] = []): Refusals {
  return {
    [Reason.WEBHOOK_NOT_FOUND]: because(404, `unable to find webhook with id: ${webhookId}`),
    [Reason.WEBHOOK_CALLBACK_INVALID]: because(400, "callback must be a valid URL"),
    [Reason.WEBHOOK_EVENT_UNKNOWN]: ({ event = "" }) => ({
      status: 400,
      message: `${event} in events[${events.indexOf(event)}] is not a valid webhook event`,
    }),
  };
}

function webhookJson(webhook: Webhook | undefined) {
  if (!webhook) throw new Error("the webhook unit answered without the webhook");
  const { webhookId, callback, enabled, failures, expireTime, events, createTime, updateTime } = webhook;
  return {
    id: webhookId,
    callback,
    enabled,
    failures,
    expires_at: expireTime && rfc3339(expireTime),
    events: events.map(({ eventId, event }) => ({ id: eventId, event })),
    created_at: createTime && rfc3339(createTime),
    updated_at: updateTime && rfc3339(updateTime),
  };
}
