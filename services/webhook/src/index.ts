import { createSigningKeys, type Envelope, signingKeyTable, type Unit, uuidv7 } from "@signet/kit";
import { WebhookService } from "@signet/proto/webhook/v1/webhook_service";
import { createCall } from "./call.ts";
import { createDeliveryStore } from "./delivery-store.ts";
import { createDispatcher, DATA_PURPOSE } from "./dispatcher.ts";
import type { Happening } from "./happening.ts";
import { listenersOf } from "./happenings.ts";
import { mailReader } from "./mail-data.ts";
import { webhookRoutes } from "./rpc.ts";
import { createSubscriptionStore } from "./subscription-store.ts";
import { createTargets } from "./targets.ts";

/** Tells the operator's programs what happened, by signed calls. */
export const webhook: Unit = {
  name: "webhook",
  services: [WebhookService],
  outbox: false,
  create({ db, settings, secrets, now, log }) {
    const subscriptions = createSubscriptionStore(db);
    const deliveries = createDeliveryStore(db);
    const targets = createTargets({ store: subscriptions, settings, now, log });
    const keys = createSigningKeys({
      store: signingKeyTable(db, (client) => client.webhookSigningKey),
      secrets,
      purpose: "webhook signing key",
      policy: (tenantId) => {
        const { algorithm, rotate_keys_after } = settings(tenantId).session;
        return { algorithm, rotateAfterMs: rotate_keys_after, tokenLifetimeMs: 300_000 };
      },
      now,
      log,
    });
    const call = createCall({ keys, settings, now });
    const dispatcher = createDispatcher({ deliveries, subscriptions, call, secrets, now, log });

    async function tell(happening: Happening | undefined, { id: eventId, tenantId, createTime }: Envelope) {
      if (!happening) return;
      const { event, data } = happening;
      const wanted = await targets.of(tenantId, event);
      if (wanted.length === 0) return;
      const sealedData = secrets.seal(DATA_PURPOSE, JSON.stringify(data()));
      const calls = wanted.map((target) => ({
        tenantId,
        id: uuidv7(now()),
        eventId,
        event,
        ...target,
        sealedData,
        attempts: 0,
        createTime,
      }));
      await deliveries.insert(eventId, calls, now());
      dispatcher.poke();
    }

    return {
      routes: webhookRoutes({ subscriptions, targets, keys, now }),
      listeners: listenersOf(tell, mailReader(secrets)),
      async run(signal) {
        await Promise.all([keys.run(signal), dispatcher.run(signal)]);
      },
    };
  },
};
