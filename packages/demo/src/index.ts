export { type Demo, type DemoOptions, startDemo } from "./demo.ts";
export { type Mailbox, type MailboxOptions, startMailbox } from "./mailbox/mailbox.ts";
export type { Evidence, Payments } from "./payments/payments.ts";
