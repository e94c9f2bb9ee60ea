import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** One request, as far as it is counted. */
export interface Measured {
  readonly listener: string;
  readonly method: string;
  /** The pattern of the route; empty when none matched. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** What the process counts for Prometheus. */
export interface Metrics {
  measure(request: Measured): void;
  /** Everything counted so far, in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const LABELS = ["code", "host", "method", "url"] as const;
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const BYTES = [128, 512, 2048, 8192, 32_768, 131_072, 524_288];

/**
 * Counts under the names that dashboards know (admin-rest.md 2). The label `host` holds the listener and not the Host
 * header: a client could make up a new time series with each request.
 */
export function createMetrics(statements: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Counter({
    name: "signet_database_statements_total",
    help: "Statements sent to the database by this process.",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(statements());
    },
  });
  const common = { labelNames: LABELS, registers: [registry] };
  const total = new Counter({ ...common, name: "hanko_requests_total", help: "HTTP requests served." });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ ...common, name: `hanko_${name}`, help, buckets });
  const seconds = histogram("request_duration_seconds", "Time from request to answer.", SECONDS);
  const bytesIn = histogram("request_size_bytes", "Size of request bodies.", BYTES);
  const bytesOut = histogram("response_size_bytes", "Size of response bodies.", BYTES);

  const series = (labels: Record<(typeof LABELS)[number], string>) => ({
    total: total.labels(labels),
    seconds: seconds.labels(labels),
    bytesIn: bytesIn.labels(labels),
    bytesOut: bytesOut.labels(labels),
  });
  // Looking a series up by its labels costs more than counting in it.
  const known = new Map<string, ReturnType<typeof series>>();

  return {
    measure({ listener, method, route, status, ...request }) {
      const key = `${listener} ${method} ${route} ${status}`;
      const counted = known.get(key) ?? series({ code: String(status), host: listener, method, url: route });
      known.set(key, counted);
      counted.total.inc();
      counted.seconds.observe(request.seconds);
      counted.bytesIn.observe(request.bytesIn);
      counted.bytesOut.observe(request.bytesOut);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
