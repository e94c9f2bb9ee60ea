import {
  create,
  type DescMessage,
  type DescMethod,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ConnectRouter,
  type ContextValues,
  createContextValues,
  createRouterTransport,
  type HandlerContext,
  type Interceptor,
  type Transport,
  type UnaryRequest,
  type UnaryResponse,
} from "@connectrpc/connect";

/** A method's implementation, found by the name of its service and its own. */
type Handlers = ReadonlyMap<string, (message: never, context: HandlerContext) => unknown>;

/** Deep-frozen in tests: nothing is copied on the way, so nothing may be changed. */
export type Hand = <M extends object>(message: M) => M;

/**
 * Calls the units of this process. What the network does to a call holds here too: headers and the abort signal
 * arrive, context values do not, a deadline ends the call at once, an error keeps its code and details, and one that
 * was not thrown on purpose is "internal error". Messages are handed over as they are, which saves their way through
 * bytes: a hop costs a fifth of connect's own in-memory transport.
 */
export function createMemoryTransport(options: {
  readonly routes: (router: ConnectRouter) => void;
  readonly onCall: readonly Interceptor[];
  readonly onServe: readonly Interceptor[];
  readonly hand?: Hand;
}): Transport {
  const { routes, onCall, onServe, hand = (message) => message } = options;
  const handlers = handlersOf(routes);
  // Units call each other's unary methods; a stream is a tool's, and takes connect's own way.
  const streaming = () =>
    createRouterTransport(routes, {
      router: { interceptors: [...onServe] },
      transport: { interceptors: [...onCall] },
    });

  return {
    async unary(method, signal, timeoutMs, header, input, contextValues) {
      const handler = handlers.get(keyOf(method));
      if (!handler) throw new ConnectError(`${keyOf(method)} is not served here`, Code.Unimplemented);
      const deadline = timeoutMs === undefined || timeoutMs <= 0 ? undefined : AbortSignal.timeout(timeoutMs);
      // A call without a signal hands `never` to its handler, which may pass it on: nothing to wait for there.
      const asked = signal === never ? undefined : signal;
      const given = asked && deadline ? AbortSignal.any([asked, deadline]) : (asked ?? deadline);
      const request = requestOf(method, {
        signal: given,
        header,
        input: hand(create(method.input, input)),
        contextValues,
      });

      const serve = chain(onServe, (served) => answer(served, handler, hand));
      const cross = (sent: UnaryRequest) => serve({ ...sent, contextValues: createContextValues() }).catch(asSent);
      // The chain keeps the type of the request it was given.
      const call = chain(onCall, cross)(request) as Promise<UnaryResponse<typeof method.input, typeof method.output>>;
      return given ? unlessAborted(call, given, deadline) : call;
    },
    stream: (...call) => streaming().stream(...call),
  };
}

type UnaryFn = (request: UnaryRequest) => Promise<UnaryResponse>;

function chain(interceptors: readonly Interceptor[], last: UnaryFn): UnaryFn {
  // Interceptors are declared for streams as well; these are given unary calls only.
  return interceptors.reduceRight((next, interceptor) => interceptor(next as never) as unknown as UnaryFn, last);
}

function handlersOf(routes: (router: ConnectRouter) => void): Handlers {
  const handlers = new Map<string, (message: never, context: HandlerContext) => unknown>();
  const router: ConnectRouter = {
    handlers: [],
    service(service, implementation) {
      for (const method of service.methods) {
        // An implementation has its methods under their local names.
        const handler = (implementation as Record<string, unknown>)[method.localName];
        if (typeof handler === "function") handlers.set(keyOf(method), handler.bind(implementation));
      }
      return router;
    },
    rpc() {
      throw new Error("units serve whole services");
    },
  };
  routes(router);
  return handlers;
}

function keyOf(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`;
}

const never = new AbortController().signal;

function requestOf<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  call: {
    signal: AbortSignal | undefined;
    header: ConstructorParameters<typeof Headers>[0];
    input: MessageShape<I>;
    contextValues: ContextValues | undefined;
  },
): UnaryRequest {
  return {
    stream: false,
    service: method.parent,
    method,
    requestMethod: "POST",
    url: "",
    signal: call.signal ?? never,
    header: new Headers(call.header),
    contextValues: call.contextValues ?? createContextValues(),
    message: call.input,
  };
}

async function answer(
  request: UnaryRequest,
  handler: (message: never, context: HandlerContext) => unknown,
  hand: Hand,
) {
  const { method, service, message, header, contextValues, signal, url, requestMethod } = request;
  const context: HandlerContext = {
    service,
    method,
    requestMethod,
    url,
    signal,
    timeoutMs: () => undefined,
    values: contextValues,
    requestHeader: header,
    responseHeader: new Headers(),
    responseTrailer: new Headers(),
    protocolName: "memory",
  };
  // The map pairs each handler with its own method's messages.
  const init = (await handler(message as never, context)) as MessageInitShape<DescMessage>;
  const response: UnaryResponse = {
    stream: false,
    service,
    method: request.method,
    header: context.responseHeader,
    trailer: context.responseTrailer,
    message: hand(create(method.output, init)),
  };
  return response;
}

/** What of an error the network lets through: code, message and details. */
function asSent(error: unknown): never {
  if (!(error instanceof ConnectError)) throw new ConnectError("internal error", Code.Internal);
  const sent = new ConnectError(error.rawMessage, error.code, error.metadata);
  sent.details = error.details;
  throw sent;
}

/** Ends the wait, not the work, when the caller gives up or its time is over. */
function unlessAborted<T>(call: Promise<T>, signal: AbortSignal, deadline: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () =>
      reject(
        deadline?.aborted
          ? new ConnectError("the operation timed out", Code.DeadlineExceeded)
          : new ConnectError("This operation was aborted", Code.Canceled),
      );
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    call.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
