import type { CallOptions } from "@connectrpc/connect";
import type { Logger } from "@signet/kit";
import { z } from "zod";
import { type Answer, json } from "../http/answer.ts";
import { callOf } from "../http/exchange.ts";
import { failures } from "../http/operation.ts";
import type { Route } from "../http/route.ts";
import type { Neighbours } from "../neighbours.ts";

const jwks = z
  .object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string(), use: z.string(), alg: z.string() })) })
  .meta({ id: "JwkSet" });

interface Key {
  readonly kid?: string;
}

interface KeySet {
  readonly keys: readonly Key[];
}

interface Kept {
  readonly answer: Answer;
  readonly until: number;
}

/** Keys change every few weeks and are published long before they sign; asking for them this often is plenty. */
const KEEP_MS = 5_000;
const MOST_TENANTS = 1_000;

/** The public keys that verify session tokens and webhook deliveries (public-rest.md 6). */
export function jwksRoutes(
  neighbours: Pick<Neighbours, "token" | "webhook">,
  { now, log }: { readonly now: () => Date; readonly log: Logger },
): readonly Route[] {
  const kept = new Map<string, Kept>();

  async function handle(tenantId: string, call: CallOptions): Promise<Answer> {
    const known = kept.get(tenantId);
    if (known && known.until > now().getTime()) return known.answer;

    const keys = await collect(neighbours, call, log);
    const answer = json(200, { keys }, { headers: { "cache-control": "max-age=600" } });
    if (kept.size >= MOST_TENANTS) kept.clear();
    kept.set(tenantId, { answer, until: now().getTime() + KEEP_MS });
    return answer;
  }

  return [
    {
      method: "GET",
      path: "/.well-known/jwks.json",
      operation: {
        id: "getJwks",
        tag: "Sessions",
        summary: "The public keys that verify session tokens and webhook calls (RFC 7517)",
        answers: { 200: { description: "Present, next and previous keys.", body: jwks }, ...failures(503) },
      },
      handle: (exchange) => handle(exchange.tenantId, callOf(exchange)),
    },
  ];
}

/** Sessions must be verifiable while webhooks have a bad day, so the keys of webhooks may be missing. */
async function collect({ token, webhook }: Pick<Neighbours, "token" | "webhook">, call: CallOptions, log: Logger) {
  const [ofSessions, ofWebhooks] = await Promise.all([
    token.getJwks({}, call),
    webhook.getJwks({}, call).catch((error: unknown) => {
      log.warn({ err: error }, "the JWKS goes without the keys of webhooks");
      return undefined;
    }),
  ]);
  const keys = new Map<string | undefined, Key>();
  for (const key of [...keysOf(ofSessions.jwksJson), ...keysOf(ofWebhooks?.jwksJson ?? "")]) keys.set(key.kid, key);
  return [...keys.values()];
}

function keysOf(jwksJson: string): readonly Key[] {
  if (jwksJson === "") return [];
  // Made by our own units from their own keys.
  return (JSON.parse(jwksJson) as KeySet).keys;
}
