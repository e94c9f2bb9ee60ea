import type { Logger } from "@signet/kit";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Query parameters that say what was done and not who did it. All others may be codes, states or addresses. */
const HARMLESS: readonly string[] = ["action", "page", "per_page", "sort_direction"];

/** Writes the line of a request that was answered (public-rest.md 1.7). The logger adds the time. */
export function logAccess(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const { headers } = request;
  const latency = reply.elapsedTime;
  log.info(
    {
      time_unix: Math.floor(Date.now() / 1000),
      id: request.id,
      remote_ip: request.clientAddress,
      host: headers.host ?? "",
      method: request.method,
      uri: loggable(request.url),
      user_agent: headers["user-agent"] ?? "",
      status: reply.statusCode,
      error: request.failure ?? "",
      latency: Math.round(latency * 1e6),
      latency_human: `${latency.toFixed(3)}ms`,
      bytes_in: bytesOf(headers["content-length"]),
      bytes_out: bytesOf(reply.getHeader("content-length")),
      referer: loggable(headers.referer ?? ""),
    },
    "request",
  );
}

/** A number of bytes as a header gives it. */
export function bytesOf(length: number | string | string[] | undefined): number {
  return Number(length ?? 0) || 0;
}

/** The address with the values of its parameters hidden: one-time tokens and codes travel there. */
export function loggable(url: string): string {
  const start = url.indexOf("?");
  if (start === -1) return url;
  const shown = url
    .slice(start + 1)
    .split("&")
    .map((pair) => {
      const [name = ""] = pair.split("=");
      return HARMLESS.includes(name) || name === pair ? pair : `${name}=…`;
    });
  return `${url.slice(0, start)}?${shown.join("&")}`;
}
