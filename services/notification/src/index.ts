import type { Unit } from "@signet/kit";
import { NotificationService } from "@signet/proto/notification/v1/notification_service";
import { createCourier } from "./courier.ts";
import { createDelivery } from "./delivery.ts";
import { notificationRoutes } from "./rpc.ts";
import { createSmtpPools } from "./smtp.ts";
import { createMailStore } from "./store.ts";

/** Mails: templates, languages and delivery with retries. */
export const notification: Unit = {
  name: "notification",
  services: [NotificationService],
  outbox: true,
  create({ db, settings, secrets, now, log }) {
    const store = createMailStore(db);
    const pools = createSmtpPools();
    const deliver = createDelivery({ settings, secrets, pools });
    const courier = createCourier({ store, deliver, now, log });
    return {
      routes: notificationRoutes({ store, courier, settings, secrets, now }),
      async run(signal) {
        await courier.run(signal);
        pools.close();
      },
    };
  },
};
