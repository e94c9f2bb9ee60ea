import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { PasswordSchema, TotpSchema, UserCredentialsSchema } from "@signet/proto/credential/v1/credential";
import type { Password } from "../password/password.ts";
import type { Totp } from "../totp/totp.ts";
import { webauthnCredentialToProto } from "../webauthn/proto.ts";
import type { UserCredentials } from "./user-credentials.ts";

/** Everything a user has, as a message. */
export function userCredentialsToProto(credentials: UserCredentials): MessageInitShape<typeof UserCredentialsSchema> {
  const { userId, webauthnCredentials, password, totp, recoveryCodesLeft } = credentials;
  return {
    userId,
    webauthnCredentials: webauthnCredentials.map(webauthnCredentialToProto),
    password: password && passwordToProto(password),
    totp: totp && totpToProto(totp),
    recoveryCodesLeft,
  };
}

/** That a password is set, as a message. */
export function passwordToProto({ id, createTime, updateTime }: Password): MessageInitShape<typeof PasswordSchema> {
  return {
    passwordId: id,
    createTime: timestampFromDate(createTime),
    updateTime: timestampFromDate(updateTime),
  };
}

/** That a TOTP secret is set, as a message. */
export function totpToProto({ id, createTime }: Totp): MessageInitShape<typeof TotpSchema> {
  return { totpId: id, createTime: timestampFromDate(createTime) };
}
