import type { Timestamp } from "@bufbuild/protobuf/wkt";

const DATE_AND_TIME = "2026-03-01T12:00:00".length;

/** A time as the contract writes it: RFC 3339 in UTC with as many fractional digits as it has (public-rest.md 1.5). */
export function rfc3339({ seconds, nanos }: Timestamp): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, DATE_AND_TIME);
  if (nanos === 0) return `${whole}Z`;
  return `${whole}.${String(nanos).padStart(9, "0").replace(/0+$/, "")}Z`;
}
