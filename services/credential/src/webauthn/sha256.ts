import { createHash } from "node:crypto";

/** The hash that WebAuthn makes of client data and of relying party ids (WebAuthn Level 3 sections 5.8.1 and 6.1). */
export function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}
