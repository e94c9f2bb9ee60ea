import type { Client } from "@connectrpc/connect";
import type { Peers } from "@signet/kit";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { DeviceService } from "@signet/proto/credential/v1/device_service";
import { PasscodeService } from "@signet/proto/credential/v1/passcode_service";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { NotificationService } from "@signet/proto/notification/v1/notification_service";
import { TokenService } from "@signet/proto/token/v1/token_service";

/** The services a conversation calls. */
export interface Leaves {
  readonly identity: Client<typeof IdentityService>;
  readonly credentials: Client<typeof CredentialService>;
  readonly webauthn: Client<typeof WebauthnService>;
  readonly passwords: Client<typeof PasswordService>;
  readonly passcodes: Client<typeof PasscodeService>;
  readonly totp: Client<typeof TotpService>;
  readonly devices: Client<typeof DeviceService>;
  readonly tokens: Client<typeof TokenService>;
  readonly notifications: Client<typeof NotificationService>;
}

/** Clients of all leaves, wherever they run. */
export function leavesOf(peers: Peers): Leaves {
  return {
    identity: peers.client(IdentityService),
    credentials: peers.client(CredentialService),
    webauthn: peers.client(WebauthnService),
    passwords: peers.client(PasswordService),
    passcodes: peers.client(PasscodeService),
    totp: peers.client(TotpService),
    devices: peers.client(DeviceService),
    tokens: peers.client(TokenService),
    notifications: peers.client(NotificationService),
  };
}
