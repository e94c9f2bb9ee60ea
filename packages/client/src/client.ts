import { type Client, createClient } from "@connectrpc/connect";
import { AuditService } from "@signet/proto/audit/v1/audit_service";
import { ApiKeyService } from "@signet/proto/credential/v1/api_key_service";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { DeviceService } from "@signet/proto/credential/v1/device_service";
import { PasscodeService } from "@signet/proto/credential/v1/passcode_service";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { RelyingPartyCeremonyService } from "@signet/proto/credential/v1/relying_party_ceremony_service";
import { RelyingPartyCredentialService } from "@signet/proto/credential/v1/relying_party_credential_service";
import { RelyingPartyService } from "@signet/proto/credential/v1/relying_party_service";
import { RelyingPartyTransactionService } from "@signet/proto/credential/v1/relying_party_transaction_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { NotificationService } from "@signet/proto/notification/v1/notification_service";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { WebhookService } from "@signet/proto/webhook/v1/webhook_service";
import { connectTo, type Protocol } from "./transport.ts";

/** How to reach a server. */
export interface SignetClientOptions {
  /** The listener for back ends (`server.rpc.address` in the server's configuration). */
  readonly baseUrl: string;
  /** An API key with the scopes of the calls (`signet apikey create`). Keep it out of browsers. */
  readonly apiKey: string;
  /** For whom calls are made; installations with one tenant need none. */
  readonly tenantId?: string;
  /** How messages travel; Connect unless told otherwise. */
  readonly protocol?: Protocol;
}

/** Every service of a server, typed. All share one connection. */
export interface SignetClient {
  /** Users, their e-mail addresses, usernames and metadata. */
  readonly identity: Client<typeof IdentityService>;
  /** What a user can sign in with, all kinds at once. */
  readonly credentials: Client<typeof CredentialService>;
  /** Passkeys and security keys: ceremonies and stored credentials. */
  readonly webauthn: Client<typeof WebauthnService>;
  /** Passwords: set, checked, deleted, and never read. */
  readonly passwords: Client<typeof PasswordService>;
  /** One-time codes for mails. */
  readonly passcodes: Client<typeof PasscodeService>;
  /** Authenticator apps and recovery codes. */
  readonly totp: Client<typeof TotpService>;
  /** Browsers that need no second factor for a while. */
  readonly devices: Client<typeof DeviceService>;
  /** Keys of programs: made, replaced, revoked, checked. */
  readonly apiKeys: Client<typeof ApiKeyService>;
  /** Sessions: issued, validated, revoked; and the keys that their tokens are signed with. */
  readonly tokens: Client<typeof TokenService>;
  /** Mails in the user's language. */
  readonly notifications: Client<typeof NotificationService>;
  /** Who is told of what happens. */
  readonly webhooks: Client<typeof WebhookService>;
  /** What happened. */
  readonly audit: Client<typeof AuditService>;
  /** Login, registration and profile as conversations, as browsers hold them. */
  readonly flows: Client<typeof FlowService>;
  /** Relying parties of the Authentication API and the passkey API, their users and signing keys. */
  readonly relyingParties: Client<typeof RelyingPartyService>;
  /** Their ceremonies: registration, sign-in, signed transactions. */
  readonly relyingPartyCeremonies: Client<typeof RelyingPartyCeremonyService>;
  /** Their users' credentials. */
  readonly relyingPartyCredentials: Client<typeof RelyingPartyCredentialService>;
  /** What their users signed, and the proof of it. */
  readonly relyingPartyTransactions: Client<typeof RelyingPartyTransactionService>;
  /** Ends the connection, without which a program would not end. */
  close(): void;
}

/** A client of a server, for back ends. Connects at the first call, and again when the connection was lost. */
export function createSignetClient(options: SignetClientOptions): SignetClient {
  const { transport, close } = connectTo(options);
  return {
    identity: createClient(IdentityService, transport),
    credentials: createClient(CredentialService, transport),
    webauthn: createClient(WebauthnService, transport),
    passwords: createClient(PasswordService, transport),
    passcodes: createClient(PasscodeService, transport),
    totp: createClient(TotpService, transport),
    devices: createClient(DeviceService, transport),
    apiKeys: createClient(ApiKeyService, transport),
    tokens: createClient(TokenService, transport),
    notifications: createClient(NotificationService, transport),
    webhooks: createClient(WebhookService, transport),
    audit: createClient(AuditService, transport),
    flows: createClient(FlowService, transport),
    relyingParties: createClient(RelyingPartyService, transport),
    relyingPartyCeremonies: createClient(RelyingPartyCeremonyService, transport),
    relyingPartyCredentials: createClient(RelyingPartyCredentialService, transport),
    relyingPartyTransactions: createClient(RelyingPartyTransactionService, transport),
    close,
  };
}
