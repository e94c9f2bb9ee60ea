import { audit } from "@signet/audit";
import { credential } from "@signet/credential";
import { flow } from "@signet/flow";
import { gateway } from "@signet/gateway";
import { identity } from "@signet/identity";
import type { CallTable, Unit } from "@signet/kit";
import { notification } from "@signet/notification";
import { CredentialTransferService } from "@signet/proto/credential/v1/credential_transfer_service";
import { UserTransferService } from "@signet/proto/identity/v1/user_transfer_service";
import { token } from "@signet/token";
import { webhook } from "@signet/webhook";

/** All units, in order of dependency: one may only call those before it. */
export const units: readonly Unit[] = [identity, credential, token, notification, webhook, audit, flow, gateway];

/** Who may call whose services; "api" is a customer's back end, "cli" a command of this program. */
export const mayCall: CallTable = {
  identity: ["flow", "gateway", "api", "cli"],
  credential: ["flow", "gateway", "api", "cli"],
  token: ["flow", "gateway", "api", "cli"],
  notification: ["flow", "gateway", "api"],
  webhook: ["gateway", "api"],
  audit: ["gateway", "api", "cli"],
  flow: ["gateway", "api"],
  // Hands out secrets, and holds transactions open.
  [UserTransferService.typeName]: ["cli"],
  [CredentialTransferService.typeName]: ["cli"],
};
