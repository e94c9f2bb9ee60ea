import { fromJsonString } from "@bufbuild/protobuf";
import type { TenantSettings } from "@signet/config";
import type { Secrets } from "@signet/kit";
import { type MailContent, MailContentSchema } from "@signet/proto/notification/v1/notification_events";
import type { Mail } from "./mail.ts";
import type { SmtpPools } from "./smtp.ts";

/** What became of an attempt. */
export type Outcome =
  | { readonly kind: "accepted" }
  /** The server said no for good, to this mail. */
  | { readonly kind: "refused"; readonly error: string }
  /** Another time it may work; a code is of use until it expires. */
  | { readonly kind: "failed"; readonly error: string; readonly usefulUntil: Date | undefined };

/** What mails are sealed for. */
export const MAIL_PURPOSE = "mail";

const LONGEST_ERROR = 500;

/** Hands a mail to the tenant's SMTP server. */
export function createDelivery(options: {
  readonly settings: (tenantId: string) => TenantSettings;
  readonly secrets: Secrets;
  readonly pools: SmtpPools;
}): (mail: Mail, signal: AbortSignal) => Promise<Outcome> {
  const { settings, secrets, pools } = options;

  return async (mail, signal) => {
    let content: MailContent;
    try {
      content = fromJsonString(MailContentSchema, secrets.open(MAIL_PURPOSE, mail.sealedContent));
    } catch (error) {
      // Not for good: the key that sealed it may come back into the configuration.
      return { kind: "failed", error: textOf(error), usefulUntil: undefined };
    }
    try {
      const { smtp, from_name, from_address } = settings(mail.tenantId).email_delivery;
      const { subject, text, html } = content;
      await pools.to(smtp).sendMail({
        // Addresses as objects are taken as they are: nothing in them is read as a list or a header.
        from: { name: from_name, address: from_address },
        to: { name: "", address: mail.recipient },
        subject,
        text,
        html,
        date: mail.createTime,
        // The same on every attempt, so that a mail which arrived twice can be told.
        messageId: `<${mail.id}@${from_address.split("@")[1] ?? "localhost"}>`,
        headers: { "Auto-Submitted": "auto-generated" },
        signal,
      });
      return { kind: "accepted" };
    } catch (error) {
      return isRefusal(error)
        ? { kind: "refused", error: textOf(error) }
        : { kind: "failed", error: textOf(error), usefulUntil: usefulUntil(content) };
    }
  };
}

/** RFC 5321 section 4.2.1: 5yz is for good. A failed login or handshake is the operator's to mend, not the mail's fault. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error) || !("responseCode" in error)) return false;
  const aboutTheMail = error.code === "EENVELOPE" || error.code === "EMESSAGE";
  return aboutTheMail && typeof error.responseCode === "number" && error.responseCode >= 500;
}

function usefulUntil({ codeValidUntil }: MailContent): Date | undefined {
  return codeValidUntil === 0n ? undefined : new Date(Number(codeValidUntil) * 1_000);
}

function textOf(error: unknown): string {
  return String(error instanceof Error ? error.message : error).slice(0, LONGEST_ERROR);
}
