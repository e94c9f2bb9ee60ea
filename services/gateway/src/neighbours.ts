import type { Client } from "@connectrpc/connect";
import type { Peers } from "@signet/kit";
import { AuditService } from "@signet/proto/audit/v1/audit_service";
import { ApiKeyService } from "@signet/proto/credential/v1/api_key_service";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { RelyingPartyAccessService } from "@signet/proto/credential/v1/relying_party_access_service";
import { RelyingPartyCeremonyService } from "@signet/proto/credential/v1/relying_party_ceremony_service";
import { RelyingPartyCredentialService } from "@signet/proto/credential/v1/relying_party_credential_service";
import { RelyingPartyService } from "@signet/proto/credential/v1/relying_party_service";
import { RelyingPartyTransactionService } from "@signet/proto/credential/v1/relying_party_transaction_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { ClassicAccountService } from "@signet/proto/flow/v1/classic_account_service";
import { ClassicService } from "@signet/proto/flow/v1/classic_service";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { WebhookService } from "@signet/proto/webhook/v1/webhook_service";

/** The services that the gateway translates for. */
export interface Neighbours {
  readonly flow: Client<typeof FlowService>;
  readonly classic: Client<typeof ClassicService>;
  readonly classicAccount: Client<typeof ClassicAccountService>;
  readonly identity: Client<typeof IdentityService>;
  readonly credential: Client<typeof CredentialService>;
  readonly apiKeys: Client<typeof ApiKeyService>;
  readonly relyingParties: Client<typeof RelyingPartyService>;
  readonly relyingPartyAccess: Client<typeof RelyingPartyAccessService>;
  readonly relyingPartyCeremonies: Client<typeof RelyingPartyCeremonyService>;
  readonly relyingPartyCredentials: Client<typeof RelyingPartyCredentialService>;
  readonly relyingPartyTransactions: Client<typeof RelyingPartyTransactionService>;
  readonly webauthn: Client<typeof WebauthnService>;
  readonly password: Client<typeof PasswordService>;
  readonly totp: Client<typeof TotpService>;
  readonly token: Client<typeof TokenService>;
  readonly webhook: Client<typeof WebhookService>;
  readonly audit: Client<typeof AuditService>;
}

/** Connects to them, wherever they run. */
export function neighboursOf(peers: Peers): Neighbours {
  return {
    flow: peers.client(FlowService),
    classic: peers.client(ClassicService),
    classicAccount: peers.client(ClassicAccountService),
    identity: peers.client(IdentityService),
    credential: peers.client(CredentialService),
    apiKeys: peers.client(ApiKeyService),
    relyingParties: peers.client(RelyingPartyService),
    relyingPartyAccess: peers.client(RelyingPartyAccessService),
    relyingPartyCeremonies: peers.client(RelyingPartyCeremonyService),
    relyingPartyCredentials: peers.client(RelyingPartyCredentialService),
    relyingPartyTransactions: peers.client(RelyingPartyTransactionService),
    webauthn: peers.client(WebauthnService),
    password: peers.client(PasswordService),
    totp: peers.client(TotpService),
    token: peers.client(TokenService),
    webhook: peers.client(WebhookService),
    audit: peers.client(AuditService),
  };
}
