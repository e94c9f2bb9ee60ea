import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type CallOptions,
  createContextKey,
  createContextValues,
  decodeBinaryHeader,
  encodeBinaryHeader,
  type HandlerContext,
} from "@connectrpc/connect";
import { Reason } from "@signet/proto/errors/v1/errors";
import { type Origin, OriginSchema } from "@signet/proto/origin/v1/origin";
import { isUuid } from "./ids.ts";
import { problem } from "./problem.ts";

/** The tenant of installations that have only one. */
export const SINGLE_TENANT = "00000000-0000-0000-0000-000000000001";

/** Who calls, for whom: the one typed value a handler reads of the headers of a call. */
export interface Caller {
  /** The calling unit, or "api" for a customer's back end. */
  readonly unit: string;
  readonly tenantId: string;
  /** The request at the edge that this call serves. */
  readonly origin: Origin;
}

export const TENANT_HEADER = "signet-tenant";
export const UNIT_HEADER = "signet-unit";
export const ORIGIN_HEADER = "signet-origin-bin";

/** Where the server's side leaves the caller; handlers read it with callerOf. */
export const callerKey = createContextKey<Caller | undefined>(undefined, { description: "caller" });

/** What a call says of the request that it serves. */
export type Errand = Omit<Caller, "unit">;

/** Where call options carry it. The network takes it in headers; within a process it is handed over as it is. */
export const errandKey = createContextKey<Errand | undefined>(undefined, { description: "errand" });

/** The caller of the present call. */
export function callerOf(context: HandlerContext): Caller {
  const caller = context.values.get(callerKey);
  if (!caller) throw problem(Reason.CALLER_UNAUTHENTICATED, "the call does not say who makes it");
  return caller;
}

/** A caller, by what the call says. A tenant that is not a UUID is refused. */
export function callerWith(unit: string, { tenantId, origin }: Errand): Caller {
  if (!isUuid(tenantId)) throw problem(Reason.TENANT_NOT_FOUND, `${TENANT_HEADER} must be a UUID`);
  return { unit, tenantId, origin };
}

/** Reads who calls from the headers. A missing tenant is the single tenant. */
export function callerFrom(headers: Headers, unit: string): Caller {
  const encoded = headers.get(ORIGIN_HEADER);
  const origin = encoded ? decodeOrigin(encoded) : create(OriginSchema);
  return callerWith(unit, { tenantId: headers.get(TENANT_HEADER) ?? SINGLE_TENANT, origin });
}

/** Writes an errand into the headers, as callerFrom reads it. */
export function writeErrand(headers: Headers, { tenantId, origin }: Errand): void {
  headers.set(TENANT_HEADER, tenantId);
  headers.set(ORIGIN_HEADER, encodeBinaryHeader(toBinary(OriginSchema, origin)));
}

function decodeOrigin(encoded: string): Origin {
  try {
    return fromBinary(OriginSchema, decodeBinaryHeader(encoded));
  } catch {
    throw problem(Reason.ARGUMENT_INVALID, `${ORIGIN_HEADER} is not a signet.origin.v1.Origin`);
  }
}

/** Call options that say for which tenant and request a call is made. The calling unit is added by compose. */
export function callFor(
  tenantId: string,
  origin: MessageInitShape<typeof OriginSchema>,
  signal?: AbortSignal,
): CallOptions {
  const errand = { tenantId, origin: create(OriginSchema, origin) };
  return { contextValues: createContextValues().set(errandKey, errand), signal };
}

/** Call options that pass the present call's tenant, origin, deadline and abort on, with what is known better by now. */
export function forward(context: HandlerContext, known?: MessageInitShape<typeof OriginSchema>): CallOptions {
  const { tenantId, origin } = callerOf(context);
  return callFor(tenantId, known ? { ...origin, ...known } : origin, context.signal);
}
