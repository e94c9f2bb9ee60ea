import { durationMs, timestampDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { type Caller, callerOf, outboxRow, problem, type UnitDeps } from "@signet/kit";
import { ApiKeyService } from "@signet/proto/credential/v1/api_key_service";
import {
  ApiKeyCreatedSchema,
  ApiKeyRevokedSchema,
  ApiKeyRotatedSchema,
} from "@signet/proto/credential/v1/credential_events";
import { Reason } from "@signet/proto/errors/v1/errors";
import { uuidArgument } from "../arguments.ts";
import type { Parties } from "../relying-party/parties.ts";
import {
  type ApiKey,
  expireTimeAfter,
  expireTimeFrom,
  expireTimeOfReplaced,
  isLive,
  MAX_KEYS,
  nameFrom,
  newSecret,
  scopesFrom,
} from "./api-key.ts";
import { apiKeyToProto, kindFrom } from "./proto.ts";
import type { ApiKeyStore, StoredApiKey } from "./store.ts";
import { type ApiKeyVerifier, storedForm } from "./verifier.ts";

/** What the handlers depend on. */
export interface ApiKeyDeps extends Pick<UnitDeps, "secrets" | "now"> {
  readonly store: ApiKeyStore;
  readonly verifier: ApiKeyVerifier;
  readonly parties: Pick<Parties, "of">;
}

const LARGEST_PAGE = 500;
const DEFAULT_PAGE = 100;
const LONGEST_OVERLAP_MS = 90 * 24 * 3_600_000;
const MOST_MESSAGES = 8;

/** Serves signet.credential.v1.ApiKeyService. */
export function apiKeyRoutes({ store, verifier, parties, secrets, now }: ApiKeyDeps) {
  /** A key that could be stored, and the secret that is shown this once. */
  function make(key: Omit<ApiKey, "prefix" | "createTime">): { readonly key: StoredApiKey; readonly secret: string } {
    const { secret, prefix } = newSecret(key.relyingPartyId);
    return { secret, key: { ...key, prefix, createTime: now(), ...storedForm(secrets, key.kind, secret) } };
  }

  async function mustHaveRoom(tenantId: string, relyingPartyId: string): Promise<void> {
    if ((await store.count(tenantId, relyingPartyId, now())) < MAX_KEYS) return;
    throw problem(Reason.API_KEY_LIMIT_REACHED, `there are ${MAX_KEYS} keys already: revoke one first`);
  }

  return (router: ConnectRouter) =>
    router.service(ApiKeyService, {
      async createApiKey(request, context) {
        const caller = callerOf(context);
        const { tenantId, origin } = caller;
        const relyingPartyId = request.relyingPartyId && uuidArgument("relying_party_id", request.relyingPartyId);
        const { key, secret } = make({
          id: uuidArgument("api_key_id", request.apiKeyId),
          relyingPartyId,
          name: nameFrom(request.name),
          kind: kindFrom(request.kind),
          scopes: scopesFrom(request.scopes, relyingPartyId),
          creator: creatorFrom(caller),
          expireTime: expireTimeFrom(request.expireTime && timestampDate(request.expireTime), now()),
        });
        if (relyingPartyId !== "") await parties.of({ tenantId, relyingPartyId });
        await mustHaveRoom(tenantId, relyingPartyId);
        const apiKey = apiKeyToProto(key);
        const event = outboxRow(ApiKeyCreatedSchema, tenantId, { origin, apiKey }, now());
        if (!(await store.insert(tenantId, key, event))) throw idTaken(key.id);
        return { apiKey, secret };
      },

      async listApiKeys({ relyingPartyId, pageSize, pageToken }, context) {
        if (pageSize < 0 || pageSize > LARGEST_PAGE) {
          throw problem(Reason.ARGUMENT_INVALID, `page_size must be 0 to ${LARGEST_PAGE}`);
        }
        const size = pageSize || DEFAULT_PAGE;
        const after = pageToken && uuidArgument("page_token", pageToken);
        const only = relyingPartyId === "" ? undefined : uuidArgument("relying_party_id", relyingPartyId);
        const page = { relyingPartyId: only, after, size: size + 1 };
        const found = await store.list(callerOf(context).tenantId, page);
        const keys = found.slice(0, size);
        const nextPageToken = found.length > size ? (keys.at(-1)?.id ?? "") : "";
        return { apiKeys: keys.map(apiKeyToProto), nextPageToken };
      },

      async revokeApiKey({ apiKeyId }, context) {
        const { tenantId, origin } = callerOf(context);
        const id = uuidArgument("api_key_id", apiKeyId);
        const key = await store.find(tenantId, id);
        if (!key) throw notFound(id);
        const apiKey = apiKeyToProto({ ...key, revokeTime: key.revokeTime ?? now() });
        const event = outboxRow(ApiKeyRevokedSchema, tenantId, { origin, apiKey }, now());
        await store.revoke(tenantId, id, { now: now(), event });
        return { apiKey };
      },

      async rotateApiKey(request, context) {
        const caller = callerOf(context);
        const { tenantId, origin } = caller;
        const overlapMs = request.overlap ? durationMs(request.overlap) : 0;
        if (!(overlapMs >= 0 && overlapMs <= LONGEST_OVERLAP_MS)) {
          throw problem(Reason.ARGUMENT_INVALID, "overlap must be from 0 to 90 days");
        }
        const old = await store.find(tenantId, uuidArgument("api_key_id", request.apiKeyId));
        if (!old || !isLive(old, now())) throw notFound(request.apiKeyId);
        const { key, secret } = make({
          id: uuidArgument("new_api_key_id", request.newApiKeyId),
          relyingPartyId: old.relyingPartyId,
          name: old.name,
          kind: old.kind,
          scopes: old.scopes,
          creator: creatorFrom(caller),
          expireTime: expireTimeAfter(old, now()),
        });
        await mustHaveRoom(tenantId, old.relyingPartyId);
        const expireTime = expireTimeOfReplaced(old, overlapMs, now());
        const replacement = apiKeyToProto(key);
        const init = { origin, apiKey: apiKeyToProto({ ...old, expireTime }), replacement };
        const event = outboxRow(ApiKeyRotatedSchema, tenantId, init, now());
        if (!(await store.replace(tenantId, old.id, { key, expireTime, event }))) throw idTaken(key.id);
        return { apiKey: replacement, secret };
      },

      async verifyApiKey({ shown }, context) {
        const { tenantId } = callerOf(context);
        if (shown.case === "secret") return { apiKey: apiKeyToProto(await verifier.bySecret(tenantId, shown.value)) };
        if (shown.case !== "signature" || shown.value.messages.length > MOST_MESSAGES) {
          throw problem(Reason.ARGUMENT_INVALID, `show a secret, or a signature of at most ${MOST_MESSAGES} messages`);
        }
        const { apiKeyId, messages, signature } = shown.value;
        const key = await verifier.bySignature(tenantId, { keyId: apiKeyId.toLowerCase(), messages, signature });
        return { apiKey: apiKeyToProto(key) };
      },
    });
}

function creatorFrom({ unit, origin }: Caller): string {
  return origin.apiKeyId === "" ? unit : `api_key:${origin.apiKeyId}`;
}

function notFound(id: string) {
  return problem(Reason.API_KEY_NOT_FOUND, "there is no such API key, or it has ended", { apiKeyId: id });
}

function idTaken(id: string) {
  return problem(Reason.API_KEY_ID_TAKEN, "this API key was made before; revoke it and make another", { apiKeyId: id });
}
