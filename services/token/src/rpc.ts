import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import type { TenantSettings } from "@signet/config";
import { callerOf, outboxRow, problem, type Secrets, type SigningKeys } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { SessionCreatedSchema } from "@signet/proto/token/v1/token_events";
import { SessionCause, TokenService } from "@signet/proto/token/v1/token_service";
import { isInTime, readClaims, sessionClaims } from "./claims.ts";
import type { CustomClaims } from "./custom-claims.ts";
import type { EndSessions } from "./ending.ts";
import { exchangeTokenMacs, newExchangeToken } from "./exchange-token.ts";
import type { ExchangeTokenStore } from "./exchange-token-store.ts";
import { claimsMessage, sessionMessage, subjectOf } from "./messages.ts";
import { acquired, idleExpireTime, isIdle, newSession, type Session } from "./session.ts";
import type { SessionStore } from "./store.ts";

/** What the handlers need. */
export interface TokenDeps {
  readonly sessions: SessionStore;
  readonly end: EndSessions;
  readonly exchangeTokens: ExchangeTokenStore;
  readonly keys: SigningKeys;
  readonly customClaims: CustomClaims;
  readonly secrets: Secrets;
  readonly settings: (tenantId: string) => Pick<TenantSettings, "session" | "webauthn">;
  readonly now: () => Date;
}

/** Serves signet.token.v1.TokenService. */
export function tokenRoutes(deps: TokenDeps) {
  const { sessions, end, exchangeTokens, keys, customClaims, secrets, settings, now } = deps;
  /** The session that a token stands for, and what the token says; undefined when it stands for none. */
  async function present(tenantId: string, token: string, touch: boolean) {
    const signed = await keys.verify(tenantId, token);
    if (!signed || !isInTime(signed, now())) return undefined;
    const claims = readClaims(signed);
    const rules = settings(tenantId).session;
    const ids = { id: claims.sessionId, userId: claims.subject };
    const idleSince = new Date(rules.idle_timeout > 0 ? now().getTime() - rules.idle_timeout : 0);
    const session = touch
      ? await sessions.use(tenantId, ids, { now: now(), idleSince })
      : await sessions.find(tenantId, ids, now());
    return (
      session && { session, claims, isIdle: isIdle(session, rules, now()), idleEnd: idleExpireTime(session, rules) }
    );
  }

  return (router: ConnectRouter) =>
    router.service(TokenService, {
      async issueSession({ sessionId, userId, cause, ...request }, context) {
        const { tenantId, origin } = callerOf(context);
        const { session: rules, webauthn } = settings(tenantId);
        const subject = subjectOf(request);
        const custom = customClaims(rules.jwt_template.claims, { userId, subject, user: request.templateUser });
        const audience = rules.audience.length > 0 ? rules.audience : [webauthn.relying_party.id];
        const claimsOf = (session: Session) =>
          sessionClaims(session, subject, { audience, issuer: rules.issuer, custom });

        const { client } = request;
        // What a caller says of another device was not acquired from anybody; it is kept as it was given.
        const device = client
          ? { userAgent: client.userAgent || undefined, ipAddress: client.ipAddress || undefined }
          : acquired(origin, rules);
        const fresh = newSession({ sessionId, userId }, device, rules, now());
        const message = { origin, cause, session: sessionMessage(fresh) };
        const event = outboxRow(SessionCreatedSchema, tenantId, message, now());
        const { existing, surplus } = await sessions.insert(tenantId, fresh, { event, limit: rules.limit });
        // The same call, retried? Then the answer is the same session again.
        if (existing && existing.userId !== userId) throw problem(Reason.ARGUMENT_INVALID, "session_id is in use");
        if (surplus.length > 0) await end(tenantId, surplus, { origin, cause: SessionCause.LIMIT });

        const session = existing ?? fresh;
        const claims = claimsOf(session);
        const token = await keys.sign(tenantId, claims);
        return { token, claims: claimsMessage(readClaims(claims)), session: sessionMessage(session) };
      },

      async validateSession({ tokens, touch }, context) {
        const { tenantId, origin } = callerOf(context);
        let idleExpired = false;
        for (const token of tokens) {
          const found = await present(tenantId, token, touch);
          if (!found) continue;
          const { session, claims, idleEnd } = found;
          if (found.isIdle) {
            await end(tenantId, [session], { origin, cause: SessionCause.IDLE });
            idleExpired = true;
            continue;
          }
          const idleExpireTime = idleEnd && timestampFromDate(idleEnd);
          return { session: sessionMessage(session), claims: claimsMessage(claims), idleExpireTime, idleExpired };
        }
        return { idleExpired };
      },

      async listSessions({ userId }, context) {
        const { tenantId } = callerOf(context);
        return { sessions: (await sessions.list(tenantId, userId, now())).map(sessionMessage) };
      },

      async revokeSession({ userId, sessionId, cause }, context) {
        const { tenantId, origin } = callerOf(context);
        const session = await sessions.find(tenantId, { id: sessionId, userId }, now());
        if (!session) return { revoked: false };
        return { revoked: (await end(tenantId, [session], { origin, cause })) > 0 };
      },

      async revokeUserSessions({ userId, cause }, context) {
        const { tenantId, origin } = callerOf(context);
        await end(tenantId, await sessions.list(tenantId, userId, now()), { origin, cause });
        return {};
      },

      async getJwks(_request, context) {
        return { jwksJson: await keys.jwks(callerOf(context).tenantId) };
      },

      async createExchangeToken({ userId, context: content }, context) {
        const { tenantId } = callerOf(context);
        const { token, kept } = newExchangeToken(userId, content ?? {}, { secrets, now: now() });
        await exchangeTokens.insert(tenantId, kept);
        return { token };
      },

      async useExchangeToken({ token }, context) {
        const { tenantId } = callerOf(context);
        const kept = await exchangeTokens.find(tenantId, exchangeTokenMacs(token, secrets));
        if (!kept) throw problem(Reason.EXCHANGE_TOKEN_INVALID, "token not found");
        if (kept.expireTime <= now()) throw problem(Reason.EXCHANGE_TOKEN_EXPIRED, "token has expired");
        // Of many that found it, the one whose deletion counted has it.
        const isMine = await exchangeTokens.take(tenantId, kept.mac);
        if (!isMine) throw problem(Reason.EXCHANGE_TOKEN_INVALID, "token not found");
        return { userId: kept.userId, context: kept.context };
      },
    });
}
