import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { Health, HealthCheckResponse_ServingStatus as Status } from "@signet/proto/grpc/health/v1/health";
import { pause } from "./pause.ts";

const WATCH_EVERY_MS = 2_000;
/**
 * The service to ask for whether the process itself answers. Who restarts or bypasses what is not healthy must not ask for
 * more: while a database is away, doing so to everything that needs it makes nothing better.
 */
const ALIVE = "alive";

/** How health is found out. */
export interface HealthOptions {
  /** Names of the services of this process. */
  readonly services: readonly string[];
  /** Resolves while database and bus answer. */
  readonly ready: () => Promise<void>;
  /** Ends the watches, which would otherwise keep the process from stopping. */
  readonly stopping: AbortSignal;
}

/** Serves grpc.health.v1: the process and each of its services are SERVING while `ready` resolves, `alive` always. */
export function healthRoutes({ services, ready, stopping }: HealthOptions) {
  const status = async (service: string): Promise<Status> => {
    if (service === ALIVE) return Status.SERVING;
    return ready().then(
      () => Status.SERVING,
      () => Status.NOT_SERVING,
    );
  };
  const isKnown = (service: string) => service === "" || service === ALIVE || services.includes(service);

  return (router: ConnectRouter) =>
    router.service(Health, {
      async check({ service }) {
        if (!isKnown(service)) throw new ConnectError(`${service} is not served here`, Code.NotFound);
        return { status: await status(service) };
      },
      async *watch({ service }, { signal }) {
        const over = AbortSignal.any([signal, stopping]);
        let last: Status | undefined;
        while (!over.aborted) {
          const present = isKnown(service) ? await status(service) : Status.SERVICE_UNKNOWN;
          if (present !== last) yield { status: present };
          last = present;
          await pause(WATCH_EVERY_MS, over);
        }
      },
    });
}
