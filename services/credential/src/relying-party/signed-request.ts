import { z } from "zod";

/** A request as its client may have signed it (authentication-api.md section 1.2.1). */
export interface RequestToSign {
  readonly method: string;
  /** What the client may have taken for the path, likeliest first. */
  readonly paths: readonly string[];
  /** SHA-256 of the body, lower-case hex; empty for none. */
  readonly bodyHash: string;
}

/** What the header of a signed request says. */
export type SignatureHeader = z.output<typeof header>;

const LONGEST_TOKEN = 2_048;
const header = z.object({
  apiKeyId: z.string().regex(/^[0-9A-Za-z-]{1,100}$/),
  // Other clients than the known ones may send a number.
  time: z.union([z.string().regex(/^\d{1,12}$/), z.number().int().nonnegative().transform(String)]),
  // No colon: with one, the hash of a body could pass for the end of the nonce, and the body could be left out.
  nonce: z
    .string()
    .min(1)
    .max(128)
    .refine((nonce) => !nonce.includes("\0") && !nonce.includes(":")),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Reads the token of the header; undefined for anything that is not one. Padding and both alphabets are let through. */
export function readSignatureHeader(token: string): SignatureHeader | undefined {
  if (token.length > LONGEST_TOKEN || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(token)) return undefined;
  try {
    return header.safeParse(JSON.parse(Buffer.from(token, "base64").toString("utf8"))).data;
  } catch {
    return undefined;
  }
}

/** The texts of which a client signed one. */
export function messagesOf(
  { apiKeyId, time, nonce }: SignatureHeader,
  { method, paths, bodyHash }: RequestToSign,
): readonly string[] {
  return paths.map((path) => [apiKeyId, time, method, path, nonce, ...(bodyHash === "" ? [] : [bodyHash])].join(":"));
}

/** How far a client's clock may be off, in milliseconds; after twice that a nonce may be forgotten. */
export const SKEW_MS = 300_000;

/** Whether a request was signed about now. */
export function isFresh({ time }: SignatureHeader, now: Date): boolean {
  return Math.abs(Math.floor(now.getTime() / 1_000) - Number(time)) * 1_000 <= SKEW_MS;
}
