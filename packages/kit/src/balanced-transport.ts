import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { Code, ConnectError, type Interceptor, type Transport } from "@connectrpc/connect";
import { createGrpcTransport, type Http2SessionManager } from "@connectrpc/connect-node";
import { lastingSessionManager } from "@signet/client/http2-session";
import { reasonOf } from "./problem.ts";
import type { TlsMaterial } from "./tls.ts";

const LOOK_UP_EVERY_MS = 5_000;
const AVOID_MS = 2_000;
/** Calls that bring no deadline of their own get this one. */
const DEADLINE_MS = 10_000;
/** An address that vanished without a word is noticed by its silence. */
const KEEP_ALIVE = { pingIntervalMs: 15_000, pingTimeoutMs: 5_000, idleConnectionTimeoutMs: 300_000 };

/** Whom to call, and how. */
export interface BalancedOptions {
  readonly baseUrl: string;
  readonly interceptors: readonly Interceptor[];
  readonly tls?: TlsMaterial;
  /** How a name becomes addresses; the system's resolver unless told otherwise. */
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  readonly lookUpEveryMs?: number;
}

/** A transport that holds connections. */
export interface BalancedTransport extends Transport {
  /** Ends its connections; calls on their way fail. */
  close(): void;
}

interface Address {
  readonly transport: Transport;
  readonly session: Http2SessionManager;
  avoidUntil: number;
}

/**
 * A transport to a unit that may run many times. An HTTP/2 connection stays with one process, so the name is resolved
 * (a headless Service answers with every pod) and each call goes to the next address; one that fails is left alone for a
 * while, and a call that could not be delivered is tried once more, at another address if there is one.
 */
export function createBalancedTransport(options: BalancedOptions): BalancedTransport {
  const { baseUrl, interceptors, tls, addressesOf = lookUp, lookUpEveryMs = LOOK_UP_EVERY_MS } = options;
  const url = new URL(baseUrl);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const known = new Map<string, Address>();
  let resolvedAt = Number.NEGATIVE_INFINITY;
  let resolving: Promise<void> | undefined;
  let turn = 0;

  function open(address: string): Address {
    const target = new URL(baseUrl);
    target.hostname = isIP(address) === 6 ? `[${address}]` : address;
    // The certificate names the unit, not the address of one of its processes.
    const secure = url.protocol === "https:" ? { ...tls, servername: isIP(host) ? "" : host } : {};
    const session = lastingSessionManager(target.origin, KEEP_ALIVE, secure);
    const transport = createGrpcTransport({
      baseUrl: target.origin,
      interceptors: [...interceptors],
      sessionManager: session,
      defaultTimeoutMs: DEADLINE_MS,
    });
    return { transport, session, avoidUntil: 0 };
  }

  async function resolve(): Promise<void> {
    const found = isIP(host) ? [host] : await addressesOf(host);
    for (const address of found) if (!known.has(address)) known.set(address, open(address));
    // Calls on their way to an address that is gone end by themselves; its idle connection times out.
    for (const address of known.keys()) if (!found.includes(address)) known.delete(address);
    resolvedAt = performance.now();
  }

  async function candidates(): Promise<readonly [Address, Address]> {
    if (performance.now() - resolvedAt > lookUpEveryMs) {
      resolving ??= resolve().finally(() => {
        resolving = undefined;
      });
      // Known addresses are used while the name is looked up again.
      if (known.size === 0) await resolving;
      else resolving.catch(() => undefined);
    }
    const all = [...known.values()];
    turn = (turn + 1) % Math.max(all.length, 1);
    const inTurn = [...all.slice(turn), ...all.slice(0, turn)];
    const rested = inTurn.filter(({ avoidUntil }) => avoidUntil <= performance.now());
    const [first, second] = rested.length > 0 ? rested : inTurn;
    if (!first) throw new ConnectError(`${baseUrl} has no address`, Code.Unavailable);
    return [first, second ?? first];
  }

  return {
    async unary(method, signal, timeoutMs, header, input, contextValues) {
      const [first, second] = await candidates();
      try {
        return await first.transport.unary(method, signal, timeoutMs, header, input, contextValues);
      } catch (error) {
        if (signal?.aborted || !wasLost(error)) throw error;
        first.avoidUntil = performance.now() + AVOID_MS;
        return second.transport.unary(method, signal, timeoutMs, header, input, contextValues);
      }
    },
    async stream(method, signal, timeoutMs, header, input, contextValues) {
      const [first] = await candidates();
      return first.transport.stream(method, signal, timeoutMs, header, input, contextValues);
    },
    close() {
      for (const { session } of known.values()) session.abort();
    },
  };
}

async function lookUp(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    throw new ConnectError(`the host ${host} cannot be resolved`, Code.Unavailable);
  }
}

const LOST = [Code.Unavailable, Code.Aborted, Code.Canceled];

/**
 * Whether a call failed on its way, so that its fate is unknown: an error that came over the wire has no cause. Every
 * write can be repeated (the caller makes the ids), so such a call may be made again.
 */
function wasLost(error: unknown): boolean {
  if (!(error instanceof ConnectError) || reasonOf(error) !== undefined) return false;
  if (error.code === Code.DeadlineExceeded) return false;
  return LOST.includes(error.code) || error.cause !== undefined;
}
