import type { DescService } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import type { CallOptions, ConnectRouter, HandlerContext, Interceptor, ServiceImpl } from "@connectrpc/connect";
import type { Address } from "@signet/config";
import {
  callerFrom,
  callerKey,
  callerOf,
  callFor,
  isOpenService,
  onFailure,
  openTypedListener,
  type Peers,
  problem,
  type RpcListener,
  scopeOfCall,
  type UnitDeps,
  uuidv4,
} from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import { ServerReflection } from "@signet/proto/grpc/reflection/v1/reflection";
import { OriginSchema } from "@signet/proto/origin/v1/origin";
import type { Keeper } from "../access/keeper.ts";

/** The unit's name for customers' back ends, whatever they say they are. */
const CUSTOMER = "api";

/**
 * Opens the door for back ends: every service there is, wherever it runs, for callers with an API key that has the
 * scope of the call. Nothing of what a caller says about itself is believed but its tenant, in which its key must be,
 * and the origin of the request that it serves.
 */
export function openRpcDoor(
  address: Address,
  { peers, ready, log }: Pick<UnitDeps, "peers" | "ready" | "log">,
  keeper: Keeper,
): Promise<RpcListener> {
  const { services } = peers;
  return openTypedListener({
    address,
    addressKey: "server.rpc.address",
    services,
    routes: (router) => forwardAll(router, peers),
    interceptors: [gate(keeper), onFailure(log)],
    ready,
    log,
  });
}

function gate(keeper: Keeper): Interceptor {
  return (next) => async (request) => {
    const { typeName } = request.service;
    if (isOpenService(typeName)) return next(request);
    const { tenantId, origin } = callerFrom(request.header, CUSTOMER);
    // Who has any key may ask what there is.
    const scope = typeName === ServerReflection.typeName ? undefined : scopeOfCall(typeName, request.method.name);
    const requestId = origin.requestId || uuidv4();
    const admission = await keeper(request.header.get("authorization"), scope, callFor(tenantId, { requestId }));
    if ("refused" in admission) {
      const { refused, why } = admission;
      throw problem(refused === "scope" ? Reason.CALLER_FORBIDDEN : Reason.CALLER_UNAUTHENTICATED, why);
    }
    const known = create(OriginSchema, { ...origin, requestId, apiKeyId: admission.apiKeyId });
    request.contextValues.set(callerKey, { unit: CUSTOMER, tenantId, origin: known });
    return next(request);
  };
}

/** Each method is the same method of whoever owns the service, with this call's tenant, origin and abort. */
function forwardAll(router: ConnectRouter, peers: Peers): void {
  for (const service of peers.services) router.service(service, forwarding(service, peers));
}

function forwarding(service: DescService, peers: Peers): Partial<ServiceImpl<DescService>> {
  // A client and a handler take the same request and give the same answer, streams included. The compiler cannot
  // follow that for a service that is only known when the program runs.
  const client = peers.client(service) as unknown as Readonly<Record<string, Method>>;
  const forwarded = service.methods.map(({ localName }) => [
    localName,
    (request: unknown, context: HandlerContext) => {
      // Not the headers that arrived: the gate knows better whose key it is.
      const { tenantId, origin } = callerOf(context);
      return client[localName]?.(request, callFor(tenantId, origin, context.signal));
    },
  ]);
  return Object.fromEntries(forwarded);
}

type Method = (request: unknown, options: CallOptions) => unknown;
