import type { Entry } from "./entry.ts";

/** Prints an entry as one line of JSON (admin-rest.md section 15.2). */
export function printEntry(entry: Entry, stream: "stdout" | "stderr"): void {
  const { createTime } = entry;
  const line = {
    audience: "audit",
    type: entry.type,
    error: entry.error,
    http_request_id: entry.requestId,
    source_ip: entry.sourceIp,
    user_agent: entry.userAgent,
    details: entry.details ?? null,
    user_id: entry.actorUserId || undefined,
    user_email: entry.actorEmail || undefined,
    time: createTime.toISOString(),
    time_unix: Math.floor(createTime.getTime() / 1000),
  };
  process[stream === "stderr" ? "stderr" : "stdout"].write(`${JSON.stringify(line)}\n`);
}
