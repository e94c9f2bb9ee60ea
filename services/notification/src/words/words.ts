/** Mails that bring a code, by the contract's names. */
export type CodeTemplate = "login" | "email_verification" | "recovery";

/** Mails that answer a request which cannot be granted, to the owner of the address and to nobody else. */
export type AttemptTemplate = "email_login_attempted" | "email_registration_attempted";

/** Mails that tell of a change to an account. */
export type SecurityTemplate =
  | "password_update"
  | "primary_email_update"
  | "email_create"
  | "email_delete"
  | "passkey_create"
  | "mfa_create"
  | "mfa_delete";

/** The addresses that a security notification may name. */
export interface Addresses {
  readonly newAddress: string;
  readonly oldAddress: string;
  readonly deletedAddress: string;
}

/** What all mails of one language say. The service's name stands where grammar leaves it as it is. */
export interface Words {
  /** BCP 47 tag, as the contract spells it. */
  readonly language: string;
  /** The subject begins with the code, so that it is seen without opening the mail. */
  readonly codes: Readonly<
    Record<CodeTemplate, { subject(code: string, service: string): string; intro(service: string): string }>
  >;
  /** How long a code is good for, and what to do with one that nobody asked for. */
  validity(minutes: number): string;
  readonly attempts: Readonly<
    Record<AttemptTemplate, { subject(service: string): string; text(service: string): readonly string[] }>
  >;
  readonly changes: Readonly<
    Record<SecurityTemplate, { subject(service: string): string; text(service: string, addresses: Addresses): string }>
  >;
  /** What to do about a change that one did not make. */
  alarm(service: string): string;
}
