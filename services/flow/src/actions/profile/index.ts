import type { Action } from "../../engine/types.ts";
import { accountDelete, patchMetadata, sessionDelete } from "./account.ts";
import { emailCreate, emailDelete, emailSetPrimary, emailVerify } from "./email.ts";
import { passwordCreate, passwordDelete, passwordUpdate } from "./password.ts";
import { otpSecretDelete, profileOtpSecretCreation, recoveryCodesCreate } from "./totp.ts";
import { usernameCreate, usernameDelete, usernameUpdate } from "./username.ts";
import {
  securityKeyCreate,
  securityKeyDelete,
  webauthnCredentialCreate,
  webauthnCredentialDelete,
  webauthnCredentialRename,
} from "./webauthn.ts";

/** Everything a signed-in person may do (flow-api.md section 13.1). */
export const profileActions: readonly Action[] = [
  accountDelete,
  emailCreate,
  emailDelete,
  emailSetPrimary,
  emailVerify,
  passwordCreate,
  passwordUpdate,
  passwordDelete,
  patchMetadata,
  usernameCreate,
  usernameUpdate,
  usernameDelete,
  webauthnCredentialCreate,
  webauthnCredentialRename,
  webauthnCredentialDelete,
  securityKeyCreate,
  securityKeyDelete,
  profileOtpSecretCreation,
  otpSecretDelete,
  recoveryCodesCreate,
  sessionDelete,
];
