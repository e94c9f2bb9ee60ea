import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, createLru, problem, rescue, type UnitDeps } from "@signet/kit";
import {
  type AuthorizeRelyingPartyRequest,
  RelyingPartyAccessService,
  type SignedRequest,
} from "@signet/proto/credential/v1/relying_party_access_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { ApiKey } from "../api-key/api-key.ts";
import { type ApiKeyVerifier, isSignatureOfOne, type SigningSecret } from "../api-key/verifier.ts";
import { scopeOf } from "./arguments.ts";
import type { Parties } from "./parties.ts";
import { isFresh, messagesOf, readSignatureHeader, SKEW_MS } from "./signed-request.ts";
import type { NonceStore } from "./store-nonce.ts";

/** What the handlers depend on. */
export interface AccessDeps extends Pick<UnitDeps, "now"> {
  readonly parties: Parties;
  readonly verifier: ApiKeyVerifier;
  readonly nonces: NonceStore;
}

/** A key that signs, in the clear, and until when it is. */
interface Remembered extends SigningSecret {
  readonly until: number;
}

const REMEMBER_MS = 60_000;
const REMEMBERED_KEYS = 1_000;

/** Serves signet.credential.v1.RelyingPartyAccessService. */
export function relyingPartyAccessRoutes({ parties, verifier, nonces, now }: AccessDeps) {
  const opened = createLru<Remembered>(REMEMBERED_KEYS);

  /** A key that signs, remembered for a minute: whether it still holds is seen with each nonce. */
  async function signingKey(tenantId: string, keyId: string): Promise<Remembered> {
    const known = opened.get(nameOf(tenantId, keyId));
    if (known && known.until > now().getTime()) return known;
    const read = { ...(await verifier.signing(tenantId, keyId)), until: now().getTime() + REMEMBER_MS };
    opened.set(nameOf(tenantId, keyId), read);
    return read;
  }

  /** The key that signed a request, unless it did so too long ago or the same signature came before. */
  async function bySignature(tenantId: string, { token, ...request }: SignedRequest): Promise<ApiKey> {
    const header = readSignatureHeader(token);
    if (!header || !isFresh(header, now())) throw unauthenticated();
    const { nonce, signature } = header;
    const signing = await signingKey(tenantId, header.apiKeyId);
    if (!isSignatureOfOne(messagesOf(header, request), signature, signing.secret)) throw unauthenticated();
    // Only now: nobody else can use nonces up. A clock ahead of ours signs with one for twice the skew.
    const expireTime = new Date(now().getTime() + 2 * SKEW_MS);
    const isNew = await nonces.take(tenantId, signing.key.id, { nonce, expireTime, now: now() });
    if (!isNew) throw unauthenticated();
    const key = await verifier.used(tenantId, signing);
    if (key !== signing.key) opened.set(nameOf(tenantId, key.id), { ...signing, key });
    return key;
  }

  async function keyFor(tenantId: string, { proof }: AuthorizeRelyingPartyRequest): Promise<ApiKey> {
    if (proof.case === "secret") return verifier.bySecret(tenantId, proof.value);
    if (proof.case === "signedRequest") return bySignature(tenantId, proof.value);
    throw unauthenticated();
  }

  return (router: ConnectRouter) =>
    router.service(RelyingPartyAccessService, {
      async authorizeRelyingParty(request, context) {
        const { tenantId } = callerOf(context);
        // Where somebody is named, that they are not there is said before that their key is wrong.
        if (request.relyingPartyId !== "") await parties.of(scopeOf(context, request.relyingPartyId));
        const key = await rescue(keyFor(tenantId, request), { [Reason.API_KEY_INVALID]: () => undefined });
        // A key of the installation is for other doors.
        if (!key || key.relyingPartyId === "") throw unauthenticated();
        const { relyingPartyId } = key;
        const isTheirs = request.relyingPartyId === "" || request.relyingPartyId.toLowerCase() === relyingPartyId;
        if (!isTheirs) throw unauthenticated();
        return { relyingPartyId, apiKeyId: key.id };
      },
    });
}

function nameOf(tenantId: string, keyId: string): string {
  return `${tenantId}/${keyId}`;
}

function unauthenticated() {
  return problem(Reason.CALLER_UNAUTHENTICATED, "the API key is missing or wrong, or the signature is not valid");
}
