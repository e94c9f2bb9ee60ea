import type { Measurement } from "./measure.ts";

/** The measurements as a Markdown table. */
export function table(measurements: readonly Measurement[]): string {
  const head = [
    "| Operation | at once | per second | p50 | p99 | CPU server | CPU database | CPU loader | statements | failed |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
  ];
  return [...head, ...measurements.map(row)].join("\n");
}

/** One line of the table. */
export function row(m: Measurement): string {
  const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  const cpu = (value: number) => `${value.toFixed(2)} ms`;
  const cells = [
    m.operation,
    m.parallel,
    m.perSecond < 100 ? m.perSecond.toFixed(1) : Math.round(m.perSecond),
    ms(m.p50),
    ms(m.p99),
    cpu(m.serverCpu),
    cpu(m.databaseCpu),
    cpu(m.loaderCpu),
    m.statements === undefined ? "–" : m.statements.toFixed(1),
    m.failed,
  ];
  return `| ${cells.join(" | ")} |${m.firstFailure ? ` ${m.firstFailure.slice(0, 200)}` : ""}`;
}
