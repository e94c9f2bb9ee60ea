import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter, ServiceImpl } from "@connectrpc/connect";
import type { Unit } from "@signet/kit";

/** The unit with some calls of one service answered otherwise; `inner` is how it answers them itself. */
export function withCalls<S extends DescService>(
  unit: Unit,
  service: S,
  change: (inner: ServiceImpl<S>) => Partial<ServiceImpl<S>>,
): Unit {
  const create: Unit["create"] = (deps) => {
    const built = unit.create(deps);
    const routes = (router: ConnectRouter) => built.routes(changing(router, service, change));
    return { ...built, routes };
  };
  return { ...unit, create };
}

function changing<S extends DescService>(
  router: ConnectRouter,
  service: S,
  change: (inner: ServiceImpl<S>) => Partial<ServiceImpl<S>>,
): ConnectRouter {
  const changed: ConnectRouter = {
    ...router,
    service(desc, calls, options) {
      // It is the service whose calls are changed, so these are its calls.
      const own = calls as ServiceImpl<S>;
      router.service(desc, desc.typeName === service.typeName ? { ...calls, ...change(own) } : calls, options);
      return changed;
    },
  };
  return changed;
}
