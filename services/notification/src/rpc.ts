import { create, toJsonString } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import type { TenantSettings } from "@signet/config";
import { callerOf, isUuid, outboxRow, problem, type Secrets } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { MailContentSchema, MailSubmittedSchema } from "@signet/proto/notification/v1/notification_events";
import { NotificationService, type SendMailRequest } from "@signet/proto/notification/v1/notification_service";
import type { Courier } from "./courier.ts";
import { MAIL_PURPOSE } from "./delivery.ts";
import { wordsFor } from "./language.ts";
import { renderMail } from "./render.ts";
import type { MailStore } from "./store.ts";
import { type KnownTemplate, templateOf } from "./template.ts";

/** What the service works with. */
export interface NotificationDeps {
  readonly store: MailStore;
  readonly courier: Courier;
  readonly settings: (tenantId: string) => TenantSettings;
  readonly secrets: Secrets;
  readonly now: () => Date;
}

/** Within this time a call for a mail that others send is recognised as repeated. */
const REMEMBER_MS = 600_000;

/** Serves signet.notification.v1.NotificationService. */
export function notificationRoutes({ store, courier, settings, secrets, now }: NotificationDeps) {
  return (router: ConnectRouter) =>
    router.service(NotificationService, {
      async sendMail(request, context) {
        const { tenantId, origin } = callerOf(context);
        const at = now();
        const template = checkedTemplate(request);
        const to = checkedRecipient(request.to);
        const { email_delivery, service } = settings(tenantId);
        const words = wordsFor(request.language);
        const content = contentOf(request, { template, words, serviceName: service.name, now: at });

        const sealedContent = secrets.seal(MAIL_PURPOSE, toJsonString(MailContentSchema, content));
        const delivered = email_delivery.enabled;
        const language = languageOf(request.language, words.language);
        const submitted = { origin, template: request.template, to, language, delivered, sealedContent };
        const event = outboxRow(MailSubmittedSchema, tenantId, submitted, at);
        const kept = { id: request.mailId, recipient: to, template: template.name, sealedContent, createTime: at };

        if (!delivered) {
          const nextAttemptAt = new Date(at.getTime() + REMEMBER_MS);
          await store.insert(tenantId, { ...kept, recipient: "", sealedContent: "", nextAttemptAt }, event);
          return {};
        }
        const leasedUntil = courier.reserve();
        const isNew = await store.insert(tenantId, { ...kept, nextAttemptAt: leasedUntil ?? at }, event);
        if (isNew && leasedUntil) await courier.take({ ...kept, tenantId, attempts: 0, leasedUntil });
        return {};
      },
    });
}

function checkedTemplate({ mailId, template: number, code, codeExpireTime }: SendMailRequest): KnownTemplate {
  if (!isUuid(mailId)) throw problem(Reason.ARGUMENT_INVALID, "mail_id must be a UUID in lower case");
  const template = templateOf(number);
  if (!template) throw problem(Reason.TEMPLATE_UNKNOWN, "there is no such template", { template: String(number) });
  if (template.kind === "code" && !(/^[0-9A-Za-z]{1,32}$/.test(code) && codeExpireTime)) {
    throw problem(Reason.ARGUMENT_INVALID, `${template.name} needs a code of letters and digits, and when it expires`);
  }
  return template;
}

/** One plain address: nothing that a header or the SMTP dialogue could read as more. */
function checkedRecipient(to: string): string {
  if (to.length > 254 || !/^[^\s\p{Cc}@,;:<>()[\]\\"]+@[^\s\p{Cc}@,;:<>()[\]\\"]+$/u.test(to)) {
    throw problem(Reason.EMAIL_INVALID, "the recipient must be one e-mail address");
  }
  return to;
}

/** What was asked for, as far as it can be a header's value. */
function languageOf(requested: string, used: string): string {
  const value = requested.replaceAll(/[^\x20-\x7e]/g, "").slice(0, 64);
  return value === "" ? used : value;
}

function contentOf(
  request: SendMailRequest,
  given: { template: KnownTemplate; words: ReturnType<typeof wordsFor>; serviceName: string; now: Date },
) {
  const { template, words, serviceName, now } = given;
  const { code, newEmailAddress, oldEmailAddress, deletedEmailAddress } = request;
  const addresses = { newEmailAddress, oldEmailAddress, deletedEmailAddress };
  const expiry = template.kind === "code" && request.codeExpireTime ? timestampDate(request.codeExpireTime) : now;
  const ttl = Math.max(0, Math.round((expiry.getTime() - now.getTime()) / 1_000));
  const rendered = renderMail(template, words, {
    serviceName,
    code,
    validMinutes: Math.max(1, Math.round(ttl / 60)),
    newAddress: newEmailAddress,
    oldAddress: oldEmailAddress,
    deletedAddress: deletedEmailAddress,
  });
  if (template.kind !== "code") return create(MailContentSchema, { ...rendered, serviceName, ...addresses });
  return create(MailContentSchema, {
    ...rendered,
    serviceName,
    code,
    codeTtl: BigInt(ttl),
    codeValidUntil: BigInt(Math.floor(expiry.getTime() / 1_000)),
  });
}
