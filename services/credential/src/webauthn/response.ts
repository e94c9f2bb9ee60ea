import { z } from "zod";
import { malformed } from "./refused.ts";

/** An answer to creation options (RegistrationResponseJSON, WebAuthn Level 3 section 5.1.8.1). */
export type AttestationAnswer = z.infer<typeof attestationAnswer>;

/** An answer to request options (AuthenticationResponseJSON, WebAuthn Level 3 section 5.1.8.2). */
export type AssertionAnswer = z.infer<typeof assertionAnswer>;

/** Attestations with whole certificate chains have a few kilobytes; nothing honest comes near this. */
const MAX_BYTES = 64 * 1024;
/** Credential ids have at most 1023 bytes (WebAuthn Level 3 section 7.1 step 25). */
const MAX_ID_CHARACTERS = 1364;

const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]+={0,2}$/)
  // One spelling for the same bytes, so that texts can be compared.
  .transform((text) => Buffer.from(text, "base64url").toString("base64url"));

const bytes = z
  .string()
  .regex(/^[A-Za-z0-9_-]+={0,2}$/)
  .transform((text) => Buffer.from(text, "base64url"));

// Browsers report words that this version may not know; what is no word is not kept.
const transports = z
  .array(z.string().regex(/^[a-z-]{1,32}$/))
  .max(16)
  .catch([])
  .transform((words) => [...new Set(words)]);

const credential = {
  id: base64url.refine((id) => id.length > 0 && id.length <= MAX_ID_CHARACTERS),
  rawId: base64url,
  type: z.string(),
};

/** Whether the browser says that it made a discoverable credential (WebAuthn Level 3 section 10.1.3). */
const extensionResults = z
  .object({ credProps: z.object({ rk: z.boolean().optional() }).optional() })
  .optional()
  .catch(undefined);

const attestationAnswer = z.object({
  ...credential,
  authenticatorAttachment: z.string().optional().catch(undefined),
  clientExtensionResults: extensionResults,
  // Older clients put the transports beside the response instead of into it.
  transports: transports.optional(),
  response: z.object({ clientDataJSON: bytes, attestationObject: bytes, transports: transports.optional() }),
});

const assertionAnswer = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: z.union([base64url, z.literal(""), z.null()]).optional(),
  }),
});

/** Reads an answer to creation options. */
export function readAttestationAnswer(text: string): AttestationAnswer {
  return read(attestationAnswer, text);
}

/** Reads an answer to request options. */
export function readAssertionAnswer(text: string): AssertionAnswer {
  return read(assertionAnswer, text);
}

function read<T extends { id: string; rawId: string }>(shape: z.ZodType<T>, text: string): T {
  if (Buffer.byteLength(text) > MAX_BYTES) throw malformed("the credential is larger than any authenticator makes it");
  const { data, error } = shape.safeParse(parse(text));
  if (error) throw malformed(`the credential is incomplete: ${error.issues[0]?.path.join(".") || "it"} is unusable`);
  if (data.id !== data.rawId) throw malformed("id and rawId of the credential differ");
  return data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("the credential is not JSON");
  }
}
