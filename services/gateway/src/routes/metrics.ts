import type { Metrics } from "../http/metrics.ts";
import type { Route } from "../http/route.ts";

/** What the process counted, for Prometheus (admin-rest.md 2). */
export function metricsRoutes(metrics: Metrics): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/metrics",
      quiet: true,
      operation: {
        id: "getMetrics",
        tag: "Status",
        summary: "What the process counted, for Prometheus",
        answers: { 200: { description: "In Prometheus' text format.", type: "text/plain" } },
      },
      handle: async () => ({ status: 200, content: { type: metrics.contentType, text: await metrics.text() } }),
    },
  ];
}
