import type { CallOptions, HandlerContext } from "@connectrpc/connect";
import type { TenantSettings } from "@signet/config";
import { callerOf, forward, type Logger } from "@signet/kit";
import type { FlowClient } from "@signet/proto/flow/v1/flow_service";
import type { Origin } from "@signet/proto/origin/v1/origin";
import type { Leaves } from "./leaves.ts";
import type { Limiter } from "./limiter.ts";

/** One request of a client, whatever it is part of: who asks, and what may be asked on their behalf. */
export interface Visit {
  readonly tenantId: string;
  readonly settings: TenantSettings;
  readonly client: FlowClient | undefined;
  /** The client's network address. */
  readonly address: string;
  /** The request at the edge. */
  readonly origin: Origin;
  readonly leaves: Leaves;
  readonly limiter: Limiter;
  readonly now: Date;
  readonly log: Logger;
  /** Whether security notifications go out for what is done here (admin-rest.md 16.3). */
  readonly notifies: boolean;
  /** Call options for the leaves: tenant, origin with the actor as known by now, deadline. */
  call(): CallOptions;
}

/** What visits are received with. */
export interface VisitDeps {
  readonly leaves: Leaves;
  readonly limiter: Limiter;
  readonly settings: (tenantId: string) => TenantSettings;
  readonly now: () => Date;
  readonly log: Logger;
}

/** The visit that a call is made for; `call` makes the options for calls to the leaves. */
export function visitOf(
  deps: VisitDeps,
  client: FlowClient | undefined,
  context: HandlerContext,
  call = () => forward(context),
): Visit {
  const { tenantId, origin } = callerOf(context);
  return {
    tenantId,
    settings: deps.settings(tenantId),
    client,
    address: origin.clientAddress,
    origin,
    leaves: deps.leaves,
    limiter: deps.limiter,
    now: deps.now(),
    log: deps.log,
    notifies: true,
    call,
  };
}
