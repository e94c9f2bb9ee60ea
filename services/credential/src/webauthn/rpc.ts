import type { ConnectRouter } from "@connectrpc/connect";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import type { AuthenticationDeps } from "./authentication.ts";
import { authenticationHandlers } from "./authentication.ts";
import { managementHandlers } from "./management.ts";
import { type RegistrationDeps, registrationHandlers } from "./registration.ts";

/** Serves signet.credential.v1.WebauthnService. */
export function webauthnRoutes(deps: RegistrationDeps & AuthenticationDeps) {
  return (router: ConnectRouter) =>
    router.service(WebauthnService, {
      ...registrationHandlers(deps),
      ...authenticationHandlers(deps),
      ...managementHandlers(deps),
    });
}
