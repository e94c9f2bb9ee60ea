import { createHash } from "node:crypto";
import type { CallOptions } from "@connectrpc/connect";
import type { Failure } from "../../errors.ts";
import { readBytes } from "../../http/body.ts";
import { callOf, type Exchange } from "../../http/exchange.ts";
import type { Outcome } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";

/** A request whose sender is known; its body has been read, since signatures cover it byte by byte. */
export interface KnownRequest {
  readonly exchange: Exchange;
  readonly relyingPartyId: string;
  readonly body: Buffer | undefined;
  readonly call: CallOptions;
}

const unauthorized: { readonly failure: Failure } = { failure: { status: 401 } };

/** Finds out which relying party asks, in the steps of authentication-api.md section 1.2.2, and serves the request. */
export async function withRelyingParty(
  asked: Pick<Neighbours, "relyingPartyAccess">,
  exchange: Exchange,
  { prefix, serve }: { readonly prefix: string; serve(request: KnownRequest): Promise<Outcome> },
): Promise<Outcome> {
  const read = await readBytes(exchange.incoming, exchange.bodyLimit);
  if ("failure" in read) return read;
  const proof = proofOf(exchange, { prefix, body: read.bytes });
  if (!proof) return unauthorized;
  const call = callOf(exchange);
  const { relyingPartyId } = await asked.relyingPartyAccess.authorizeRelyingParty({ proof }, call);
  return serve({ exchange, relyingPartyId, body: read.bytes, call });
}

function proofOf({ incoming, path }: Exchange, { prefix, body }: { prefix: string; body: Buffer | undefined }) {
  const { authorization = "" } = incoming.headers;
  const [scheme = "", rest] = splitOnce(authorization);
  if (rest === undefined || rest === "") return undefined;
  if (scheme === "secret") return { case: "secret", value: rest } as const;
  if (scheme !== "hanko") return undefined;
  const bodyHash = body ? createHash("sha256").update(body).digest("hex") : "";
  const value = { token: rest, method: incoming.method ?? "", paths: pathsFor(path, prefix), bodyHash };
  return { case: "signedRequest", value } as const;
}

function splitOnce(header: string): readonly [string, string?] {
  const at = header.indexOf(" ");
  return at === -1 ? [header] : [header.slice(0, at), header.slice(at + 1)];
}

/**
 * What a client may have signed as the path of a request, likeliest first: clients differ where the API's address has a
 * path of its own or ends with a slash (section 1.2.1). A proxy may have taken the prefix off before it came here.
 */
export function pathsFor(received: string, prefix: string): string[] {
  const path = received.length > 1 ? received.replace(/\/$/, "") : received;
  const bare = prefix !== "" && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
  return [...new Set([path, bare, bare.slice(1), `${prefix}${bare}`])];
}

/** Leads the spellings of an address to the one that has a route: behind the prefix, and with a slash at the end. */
export function rewriteFor(prefix: string): (url: string) => string {
  return (url) => {
    const at = url.indexOf("?");
    const [path, query] = at === -1 ? [url, ""] : [url.slice(0, at), url.slice(at)];
    const bare = prefix !== "" && path.startsWith(`${prefix}/v1/webauthn/`) ? path.slice(prefix.length) : path;
    if (!bare.startsWith("/v1/webauthn/")) return url;
    return `${bare.replace(/\/$/, "")}${query}`;
  };
}
