import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Database } from "@signet/db";
import { type Running, uuidv4 } from "@signet/kit";
import { type TestUnits, testUnits } from "@signet/kit/test";
import {
  NotificationService,
  type SendMailRequestSchema,
  Template,
} from "@signet/proto/notification/v1/notification_service";
import { onTestFinished } from "vitest";
import { notification } from "../index.ts";

/** The unit, and what tests ask of it. */
export interface World {
  readonly units: TestUnits;
  /** Asks for a mail with the code 123456, good for five minutes, unless told otherwise. */
  send(to: string, request?: MessageInitShape<typeof SendMailRequestSchema>): Promise<void>;
  /** The kept mails, oldest first. */
  kept(): ReturnType<Database["prisma"]["notificationMail"]["findMany"]>;
  /** Lets the courier work until the test ends, or until stopped: another test may use the database, at another time. */
  start(): Promise<Running>;
}

/** The unit over a database of its own, with an SMTP server at this port. */
export async function startWorld(
  port: number,
  options: {
    readonly db?: Database | undefined;
    readonly enabled?: boolean;
    readonly login?: { user: string; password: string };
  } = {},
): Promise<World> {
  const { db, enabled = true, login = { user: "", password: "" } } = options;
  const units = await testUnits([notification], {
    settings: {
      service: { name: "Acme" },
      email_delivery: {
        enabled,
        from_address: "noreply@acme.example",
        from_name: "Acme, Inc.",
        smtp: { host: "127.0.0.1", port, ...login },
      },
    },
    ...(db && { db }),
  });
  const client = units.client(NotificationService);
  return {
    units,
    async send(to, request = {}) {
      const codeExpireTime = timestampFromDate(new Date(units.clock.now().getTime() + 300_000));
      const usual = { mailId: uuidv4(), template: Template.LOGIN, to, language: "en", code: "123456", codeExpireTime };
      await client.sendMail({ ...usual, ...request }, units.call);
    },
    kept: () => units.db.prisma.notificationMail.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
    async start() {
      const started = await units.composed.start();
      onTestFinished(() => started.stop());
      return started;
    },
  };
}
