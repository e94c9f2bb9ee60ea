export { type FixedClock, fixedClock } from "./clock.ts";
export { type Cookies, cookieHeader, storeCookies } from "./cookies.ts";
export {
  type FlowAction,
  type FlowClient,
  type FlowError,
  type FlowInput,
  type FlowState,
  flowClient,
} from "./flow-client.ts";
export { freePort, freePorts } from "./free-port.ts";
export { type HttpClient, httpClient, type Reply, type RequestOptions } from "./http-client.ts";
export { codeOf, type Inbox, startInbox } from "./inbox.ts";
export {
  type MailboxAddress,
  type MailboxClient,
  type MailboxMessage,
  type MailboxMessageWithContents,
  mailboxClient,
} from "./mailbox-client.ts";
export {
  createPasskey,
  type Passkey,
  type PasskeyOptions,
  restorePasskey,
  type SavedPasskey,
  type Tampering,
} from "./passkey.ts";
export type { Mail, MailAddress, SmtpOptions } from "./smtp.ts";
export { totp } from "./totp.ts";
export type { AuthenticationAnswer, RegistrationAnswer, Transport } from "./webauthn-json.ts";
