import type { ApplicationSettings, TenantSettings } from "@signet/config";
import type { Logger } from "@signet/kit";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { errorFormAt } from "../error-form.ts";
import { type ErrorForm, type Failure, failureAnswer, failureOf } from "../errors.ts";
import { bytesOf, logAccess } from "./access-log.ts";
import { empty, send } from "./answer.ts";
import { answerBrokenRequest } from "./broken-request.ts";
import { type AddressOf, addressReader } from "./client-address.ts";
import { type CorsSettings, corsOf } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import type { Metrics } from "./metrics.ts";
import { requestIdOf } from "./request-id.ts";
import type { Route } from "./route.ts";
import type { TenantOf } from "./tenant.ts";

declare module "fastify" {
  interface FastifyRequest {
    clientAddress: string;
    /** Why the request was not served, for the log. */
    failure: string | undefined;
  }
  interface FastifyContextConfig {
    /** The gateway's own route; absent where nothing matched. */
    route?: Route;
  }
}

/** What a listener serves, and how. */
export interface AppOptions {
  /** Name of the listener in metrics. */
  readonly name: string;
  readonly routes: readonly Route[];
  /** Whether pages of other origins may use it. */
  readonly cors: boolean;
  /** For addresses whose pages are not the installation's: whose they are; undefined for all others. */
  readonly corsOf?: (url: string) => Promise<CorsSettings> | undefined;
  /** Brings addresses that are spelled in more than one way to the one that has a route. */
  readonly rewrite?: (url: string) => string;
  readonly config: Pick<ApplicationSettings, "server" | "log" | "debug">;
  readonly settings: (tenantId: string) => TenantSettings;
  readonly tenantOf: TenantOf;
  readonly log: Logger;
  readonly metrics: Metrics;
}

const RECEIVE_WITHIN_MS = 30_000;
const HEADERS_WITHIN_MS = 15_000;
/** Longer than load balancers keep theirs, so that the closing side is never the one with a request on its way. */
const KEEP_ALIVE_MS = 75_000;
/** The longest are credential ids: 1023 bytes in base64url (WebAuthn Level 3 section 4). */
const LONGEST_PARAMETER = 1_364;

/** Builds the HTTP side of a listener: everything around the routes that is the same for all of them. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    requestTimeout: RECEIVE_WITHIN_MS,
    http: { headersTimeout: HEADERS_WITHIN_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
    // While stopping, what still arrives on an open connection is served like the rest.
    return503OnClosing: false,
    requestIdHeader: false,
    rewriteUrl: ({ url = "/" }) => options.rewrite?.(url) ?? url,
    genReqId: ({ headers }) => requestIdOf(headers["x-request-id"]),
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    clientErrorHandler: answerBrokenRequest,
    // Addresses that the router cannot decode; hooks do not run for these.
    frameworkErrors: (_error, request, reply) => {
      reply.header("x-request-id", request.id);
      send(reply, failureAnswer(errorFormAt(request.url), { status: 400 }, false));
    },
  });
  // Routes read bodies themselves: Fastify would refuse some before a route could say that it does not care.
  for (const method of ["POST", "PUT", "PATCH", "DELETE"])
    app.addHttpMethod(method, { hasBody: false, overrideExisting: true });

  app.decorateRequest("clientAddress", "");
  app.decorateRequest("failure", undefined);
  app.addHook("onRequest", opener(options));
  app.addHook("onResponse", closer(options));
  app.setNotFoundHandler((request, reply) =>
    refuse(options, request, reply, { status: 404 }, errorFormAt(request.url)),
  );
  for (const route of options.routes) {
    app.route({
      method: route.method,
      url: route.path,
      config: { route },
      handler: (request, reply) => {
        respond(options, route, request, reply).catch((error: unknown) => {
          // Not even the error could be sent.
          options.log.error({ err: error, id: request.id, route: route.path }, "answer could not be sent");
          request.raw.destroy();
        });
      },
    });
  }
  return app;
}

/** What happens before any route: the request gets its id and address, and a page's browser its CORS headers. */
function opener({ config, settings, tenantOf, cors, corsOf: othersCors }: AppOptions) {
  const addressOf: AddressOf = addressReader(config.server.ip);
  const corsBySettings = new WeakMap<TenantSettings, ReturnType<typeof corsOf>>();
  const corsFor = (tenant: TenantSettings) => {
    const known = corsBySettings.get(tenant) ?? corsOf(tenant);
    corsBySettings.set(tenant, known);
    return known;
  };

  return (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    request.clientAddress = addressOf(request.raw);
    reply.header("x-request-id", request.id);
    if (!cors) {
      done();
      return;
    }
    const { origin, "access-control-request-headers": requestHeaders } = request.headers;
    const answer = (headersFor: ReturnType<typeof corsOf>) => {
      reply.headers(headersFor({ method: request.method, origin, requestHeaders }));
      if (request.method === "OPTIONS") send(reply, empty(204));
      else done();
    };
    const others = origin === undefined ? undefined : othersCors?.(request.url);
    if (!others) return answer(corsFor(settings(tenantOf(request.raw))));
    // Without an answer no page is let in; the route will say what is the matter.
    others.then(corsOf, () => nobody).then(answer);
  };
}

/** Lets no page in. */
const nobody: ReturnType<typeof corsOf> = () => ({ vary: "Origin" });

/** What happens after the answer has left: it is counted and logged. */
function closer({ name, config, log, metrics }: AppOptions) {
  // A line that the logger would drop is not even put together.
  const logs = ["info", "debug", "trace"].includes(config.log.level);
  return (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const { route } = request.routeOptions.config;
    metrics.measure({
      listener: name,
      method: request.method,
      route: route?.path ?? "",
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
      bytesIn: bytesOf(request.headers["content-length"]),
      bytesOut: bytesOf(reply.getHeader("content-length")),
    });
    if (logs && (!route?.quiet || config.log.log_health_and_metrics)) logAccess(log, request, reply);
    done();
  };
}

async function respond(options: AppOptions, route: Route, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  try {
    const outcome = await route.handle(exchangeOf(options, request));
    if ("failure" in outcome) refuse(options, request, reply, outcome.failure, route.form);
    else send(reply, outcome);
  } catch (error) {
    const failure = failureOf(error, route.failures);
    if (failure.status >= 500) {
      options.log.error({ err: error, id: request.id, method: route.method, route: route.path }, "request failed");
    }
    refuse(options, request, reply, failure, route.form);
  }
}

function refuse(
  { config }: AppOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  failure: Failure,
  form: ErrorForm = "rest",
): void {
  request.failure = failure.detail ?? failure.message ?? String(failure.status);
  send(reply, failureAnswer(form, failure, config.debug));
}

function exchangeOf({ config, settings, tenantOf }: AppOptions, request: FastifyRequest): Exchange {
  const tenantId = tenantOf(request.raw);
  return {
    tenantId,
    settings: settings(tenantId),
    requestId: request.id,
    clientAddress: request.clientAddress,
    incoming: request.raw,
    path: request.originalUrl.split("?")[0] ?? "",
    bodyLimit: config.server.body_limit,
    // Fastify leaves their types open; the router only ever makes these.
    query: request.query as Exchange["query"],
    params: request.params as Exchange["params"],
  };
}
