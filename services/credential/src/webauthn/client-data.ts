import { z } from "zod";
import { malformed, refused } from "./refused.ts";

/** CollectedClientData (WebAuthn Level 3 section 5.8.1), as far as it is looked at. */
const clientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
});

/** What the browser saw, in the bytes that the authenticator's signature covers. */
export type ClientData = z.infer<typeof clientData>;

/** Checks that the browser did what it was asked to, on one of our pages. Gives what it says. */
export function checkClientData(
  bytes: Buffer,
  expected: {
    readonly type: "webauthn.create" | "webauthn.get";
    readonly challenge: string;
    readonly origins: readonly string[];
  },
): ClientData {
  const data = read(bytes);
  const origins = expected.origins.map(normaliseOrigin);

  if (data.type !== expected.type) throw refused("type", `the answer is to another kind of ceremony`);
  if (data.challenge !== expected.challenge) throw refused("challenge", "the answer is to another challenge");
  if (!origins.includes(normaliseOrigin(data.origin))) {
    throw refused("origin", "the credential was used on a page that is not among the origins");
  }
  // Only a frame inside another page names that page; it has to be ours as well.
  if (data.topOrigin !== undefined && !(data.crossOrigin && origins.includes(normaliseOrigin(data.topOrigin)))) {
    throw refused("origin", "the credential was used in a frame of a foreign page");
  }
  return data;
}

/** Which challenge the browser answered, before anything else is looked at. */
export function challengeOf(bytes: Buffer): string {
  return read(bytes).challenge;
}

function read(bytes: Buffer): ClientData {
  const { data, error } = clientData.safeParse(parse(bytes));
  if (error) throw malformed("clientDataJSON lacks a member");
  return data;
}

function parse(bytes: Buffer): unknown {
  try {
    // "UTF-8 decode" of section 7.1 step 5 drops a byte order mark.
    return JSON.parse(bytes.toString("utf8").replace(/^\uFEFF/, ""));
  } catch {
    throw malformed("clientDataJSON is not JSON");
  }
}

/** Scheme and host have no case; what follows android:apk-key-hash: has. */
function normaliseOrigin(origin: string): string {
  return /^https?:/i.test(origin) ? origin.toLowerCase() : origin;
}
