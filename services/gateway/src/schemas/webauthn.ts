import { z } from "zod";
import { requiredText, text } from "../http/rules.ts";

const credential = {
  id: requiredText,
  rawId: requiredText,
  type: requiredText,
  authenticatorAttachment: text.optional(),
  clientExtensionResults: z.unknown().optional(),
};

/** What a browser made of creation options (WebAuthn Level 3, section 5.1.8.1), as JSON. */
export const attestationAnswer = z.object({
  ...credential,
  transports: z.array(text).optional().describe("Where older clients put them."),
  response: z.object({
    clientDataJSON: requiredText,
    attestationObject: requiredText,
    transports: z.array(text).optional(),
  }),
});

/** What a browser made of request options (WebAuthn Level 3, section 5.1.8.2), as JSON. */
export const assertionAnswer = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: requiredText,
    authenticatorData: requiredText,
    signature: requiredText,
    userHandle: text.optional(),
  }),
});
