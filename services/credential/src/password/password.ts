import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";

/** That a password is set. */
export interface Password {
  readonly id: string;
  readonly createTime: Date;
  readonly updateTime: Date;
}

/** bcrypt looks at no more bytes than this, and other programs that read an export may use it. */
export const MAX_BYTES = 72;

/** Refuses a password that is too short, counted in characters as people see them, or too long. */
export function assertAcceptable(password: string, { minLength }: { readonly minLength: number }): void {
  // Code points: what is outside the Basic Multilingual Plane counts once.
  if ([...password].length < minLength) {
    throw problem(Reason.PASSWORD_TOO_SHORT, `the password must have at least ${minLength} characters`, {
      minLength: String(minLength),
    });
  }
  if (isTooLong(password))
    throw problem(Reason.PASSWORD_TOO_LONG, `the password must not be longer than ${MAX_BYTES} bytes`);
}

/** Whether no stored password can be this one. */
export function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > MAX_BYTES;
}
