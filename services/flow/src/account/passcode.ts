import { timestampDate, timestampFromMs } from "@bufbuild/protobuf/wkt";
import { uuidv4, uuidv7 } from "@signet/kit";
import { Template } from "@signet/proto/notification/v1/notification_service";
import type { PasscodeTemplate, SentPasscode } from "../engine/memory.ts";
import type { Visit } from "../visit.ts";

const templates: Record<PasscodeTemplate, Template> = {
  login: Template.LOGIN,
  recovery: Template.RECOVERY,
  email_verification: Template.EMAIL_VERIFICATION,
  email_login_attempted: Template.EMAIL_LOGIN_ATTEMPTED,
  email_registration_attempted: Template.EMAIL_REGISTRATION_ATTEMPTED,
};

/** Templates that tell the owner of an address what was tried, and carry no code. */
const withoutCode: readonly PasscodeTemplate[] = ["email_login_attempted", "email_registration_attempted"];

/** Makes a code and mails it to an address. */
export async function mailPasscode(visit: Visit, address: string, template: PasscodeTemplate): Promise<SentPasscode> {
  const { leaves, now, client } = visit;
  const id = uuidv4();
  // A mail without a code has one all the same: entering codes must look alike for known and unknown accounts.
  const { code, expireTime } = await leaves.passcodes.createPasscode({ passcodeId: id, address }, visit.call());
  const expiresAt = expireTime ? timestampDate(expireTime).getTime() : now.getTime();
  await leaves.notifications.sendMail(
    {
      mailId: uuidv7(now),
      template: templates[template],
      to: address,
      language: client?.language ?? "",
      ...(withoutCode.includes(template) ? {} : { code, codeExpireTime: timestampFromMs(expiresAt) }),
    },
    visit.call(),
  );
  return { id, address, expiresAt };
}
