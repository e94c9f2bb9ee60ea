import type { CallOptions, Client } from "@connectrpc/connect";
import { allows, rescue, type Scope } from "@signet/kit";
import type { ApiKeyService } from "@signet/proto/credential/v1/api_key_service";
import { Reason } from "@signet/proto/errors/v1/errors";

/** The key that opened, or why the door stays shut. */
export type Admission = { readonly apiKeyId: string } | { readonly refused: "unknown" | "scope"; readonly why: string };

/** Decides who may pass, by the header that a caller sends and the scope that it needs. */
export type Keeper = (
  authorization: string | null | undefined,
  scope: Scope | undefined,
  call: CallOptions,
) => Promise<Admission>;

/** The keeper of the doors for programs. Each key is looked up each time, so a revoked one opens nothing any more. */
export function createKeeper(apiKeys: Client<typeof ApiKeyService>): Keeper {
  return async (authorization, scope, call) => {
    const [, secret] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
    if (secret === undefined) {
      return unknown('show an API key as "Authorization: Bearer …"; make one with: signet apikey create');
    }
    const verifying = apiKeys.verifyApiKey({ shown: { case: "secret", value: secret } }, call);
    const { apiKey } = await rescue(verifying, { [Reason.API_KEY_INVALID]: () => ({ apiKey: undefined }) });
    if (!apiKey) {
      return unknown("the API key is unknown, wrong, revoked or expired; make another with: signet apikey create");
    }
    if (apiKey.relyingPartyId !== "") {
      return { refused: "scope", why: "the API key is for a relying party's ceremonies, and opens nothing else" };
    }
    if (scope !== undefined && !allows(apiKey.scopes, scope)) {
      const has = apiKey.scopes.join(", ");
      return {
        refused: "scope",
        why: `this needs an API key with the scope ${scope}; the one that was shown has ${has}`,
      };
    }
    return { apiKeyId: apiKey.apiKeyId };
  };
}

function unknown(why: string): Admission {
  return { refused: "unknown", why };
}
