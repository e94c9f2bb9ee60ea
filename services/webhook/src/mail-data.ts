import { fromJsonString, type JsonObject } from "@bufbuild/protobuf";
import type { Secrets } from "@signet/kit";
import {
  type MailContent,
  MailContentSchema,
  type MailSubmitted,
} from "@signet/proto/notification/v1/notification_events";
import { Template } from "@signet/proto/notification/v1/notification_service";

/** Reads the data of `email.send` out of an event whose words are sealed. */
export type MailReader = (event: MailSubmitted) => JsonObject;

/** What the mail unit seals the words for; both units must name it alike. */
export const MAIL_PURPOSE = "mail";

/** Makes a reader with the deployment's keys (admin-rest.md section 14.4). */
export function mailReader(secrets: Secrets): MailReader {
  return (event) => {
    const content = fromJsonString(MailContentSchema, secrets.open(MAIL_PURPOSE, event.sealedContent));
    const name = Template[event.template].toLowerCase();
    const isNotification = event.template >= Template.PASSWORD_UPDATE;
    return {
      subject: content.subject,
      body_plain: content.text,
      ...(content.html ? { body: content.html } : {}),
      to_email_address: event.to,
      delivered_by_hanko: event.delivered,
      accept_language: event.language,
      language: event.language,
      type: isNotification ? "security_notification" : name,
      data: isNotification ? notificationData(name, content) : codeData(content),
    };
  };
}

function codeData({ serviceName, code, codeTtl, codeValidUntil }: MailContent): JsonObject {
  const name = { service_name: serviceName };
  return code === "" ? name : { ...name, otp_code: code, ttl: Number(codeTtl), valid_until: Number(codeValidUntil) };
}

function notificationData(template: string, content: MailContent): JsonObject {
  const { newEmailAddress, oldEmailAddress, deletedEmailAddress } = content;
  return {
    template,
    service_name: content.serviceName,
    ...(newEmailAddress ? { new_email_address: newEmailAddress } : {}),
    ...(oldEmailAddress ? { old_email_address: oldEmailAddress } : {}),
    ...(deletedEmailAddress ? { deleted_email_address: deletedEmailAddress } : {}),
  };
}
