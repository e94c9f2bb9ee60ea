import type { CallOptions } from "@connectrpc/connect";
import type { TenantSettings } from "@signet/config";
import { type DeepPartial, testSettings } from "@signet/config/test";
import { credential } from "@signet/credential";
import { identity } from "@signet/identity";
import { callFor, SINGLE_TENANT, type Unit } from "@signet/kit";
import { type TestUnits, type TestUnitsOptions, testUnits } from "@signet/kit/test";
import { NotificationService, type SendMailRequest } from "@signet/proto/notification/v1/notification_service";
import { token } from "@signet/token";
import { flow } from "../index.ts";
import { type Browser, browserOf } from "./browser.ts";

/** The flow unit with its real leaves in memory; only mails end in a list. */
export interface FlowWorld {
  readonly units: TestUnits;
  /** Every mail that was asked for, oldest first. */
  readonly mails: readonly SendMailRequest[];
  /** The code last mailed to an address; undefined where the last mail had none. */
  codeFor(address: string): string | undefined;
  /** What is switched, from now on, for every request. */
  configure(settings: DeepPartial<TenantSettings>): TenantSettings;
  /** Somebody's browser, at an address of the network. */
  browser(options?: { readonly address?: string; readonly tenantId?: string }): Browser;
  callFrom(address: string, tenantId?: string): CallOptions;
}

export interface FlowWorldOptions extends TestUnitsOptions {
  /** Stands in for the unit of its name. */
  readonly instead?: Unit;
  /** What units make of the settings, for machines that are blind to some of them. */
  sees?(settings: TenantSettings): TenantSettings;
}

/** Composes a world over a database of its own. */
export async function flowWorld({ instead, sees, ...options }: FlowWorldOptions = {}): Promise<FlowWorld> {
  let settings = testSettings(options.settings);
  const latest = new Map<string, SendMailRequest>();
  const mails: SendMailRequest[] = [];
  const postbox = postboxOf((mail) => {
    mails.push(mail);
    latest.set(mail.to, mail);
  });
  const composed = [identity, credential, token, postbox, flow]
    .map((unit) => (unit.name === instead?.name ? instead : unit))
    .map((unit) => adjustable(unit, () => sees?.(settings) ?? settings));
  const units = await testUnits(composed, options);
  const callFrom = (address: string, tenantId = SINGLE_TENANT) =>
    callFor(tenantId, { requestId: "request-1", clientAddress: address, userAgent: "Test/1.0" });

  return {
    units,
    mails,
    callFrom,
    codeFor: (address) => latest.get(address)?.code || undefined,
    configure(change) {
      settings = testSettings(change);
      return settings;
    },
    browser: ({ address = "203.0.113.7", tenantId } = {}) => browserOf(units, callFrom(address, tenantId)),
  };
}

/** The unit, with settings that a test may change between requests. */
function adjustable(unit: Unit, settings: () => TenantSettings): Unit {
  return { ...unit, create: (deps) => unit.create({ ...deps, settings }) };
}

/** Stands in for the notification unit. */
function postboxOf(keep: (mail: SendMailRequest) => void): Unit {
  return {
    name: "notification",
    services: [NotificationService],
    outbox: false,
    create: () => ({
      routes(router) {
        router.service(NotificationService, {
          sendMail(mail) {
            keep(mail);
            return {};
          },
        });
      },
    }),
  };
}
