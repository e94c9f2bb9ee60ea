import { Code, ConnectError, createContextKey, type Interceptor } from "@connectrpc/connect";
import { isDatabaseAway } from "@signet/db";
import { Reason } from "@signet/proto/errors/v1/errors";
import { callerFrom, callerKey, errandKey, UNIT_HEADER, writeErrand } from "./caller.ts";
import { isSameText } from "./constant-time.ts";
import type { Logger } from "./log.ts";
import { problem } from "./problem.ts";

/**
 * Which units may call the services of a unit; "api" is a customer's back end. A line for one service, by its full name,
 * stands in place of its unit's.
 */
export type CallTable = Readonly<Record<string, readonly string[]>>;

/** What a call over the network says it comes from when it does not name a unit. */
const CUSTOMER = "api";

/** Writes into the headers of every call who makes it and for whom, with the internal key if there is one. */
export function onCall(unit: string, internalKey?: string): Interceptor {
  return (next) => (request) => {
    const errand = request.contextValues.get(errandKey);
    if (errand) writeErrand(request.header, errand);
    request.header.set(UNIT_HEADER, unit);
    if (internalKey) request.header.set("authorization", `Bearer ${internalKey}`);
    return next(request);
  };
}

/** Checks the internal key of calls that arrive over the network. Open services, such as health, need none. */
export function onNetwork(internalKey: string, isOpen: (service: string) => boolean): Interceptor {
  return (next) => (request) => {
    const given = request.header.get("authorization") ?? "";
    if (!isSameText(given, `Bearer ${internalKey}`) && !isOpen(request.service.typeName)) {
      throw problem(Reason.CALLER_UNAUTHENTICATED, "send the internal key as a bearer token");
    }
    return next(request);
  };
}

/** Where the listener leaves the names in the client's certificate. */
export const certificateKey = createContextKey<readonly string[]>([], { description: "names in the certificate" });

/** Under mutual TLS a caller is a unit that its certificate names, alone or as the first part of a DNS name. */
export function onCertificate(isOpen: (service: string) => boolean): Interceptor {
  return (next) => (request) => {
    const claimed = request.header.get(UNIT_HEADER) ?? CUSTOMER;
    const named = request.contextValues
      .get(certificateKey)
      .some((name) => name === claimed || name.startsWith(`${claimed}.`));
    if (!named && !isOpen(request.service.typeName)) {
      throw problem(Reason.CALLER_UNAUTHENTICATED, `the client certificate does not name ${claimed}`);
    }
    return next(request);
  };
}

/**
 * Reads the caller, and refuses units that the table does not allow to call this service. Within a process the caller is
 * known already: only our own transport can have said so.
 */
export function onServe(unitOf: (service: string) => string | undefined, table: CallTable): Interceptor {
  return (next) => (request) => {
    const caller =
      request.contextValues.get(callerKey) ?? callerFrom(request.header, request.header.get(UNIT_HEADER) ?? CUSTOMER);
    const callee = unitOf(request.service.typeName);
    const callers = callee === undefined ? undefined : (table[request.service.typeName] ?? table[callee] ?? []);
    if (callers && !callers.includes(caller.unit)) {
      throw problem(Reason.CALLER_FORBIDDEN, `${caller.unit || "an unnamed caller"} may not call ${callee}`);
    }
    request.contextValues.set(callerKey, caller);
    return next(request);
  };
}

/**
 * Logs what was not thrown on purpose, with its cause; the caller sees "internal error", or, while the database is away,
 * that the unit is unavailable: the same call may succeed in a moment.
 */
export function onFailure(log: Logger): Interceptor {
  return (next) => async (request) => {
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof ConnectError || request.signal.aborted) throw error;
      log.error({ err: error, service: request.service.typeName, method: request.method.name }, "call failed");
      if (isDatabaseAway(error)) throw new ConnectError("the database does not answer", Code.Unavailable);
      throw error;
    }
  };
}
