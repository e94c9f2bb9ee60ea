import { z } from "zod";
import { jsonBody } from "../../http/json-body.ts";

/** Clients of Go send an empty text, or null, for what is not set; both mean that it is not there (section 1.3). */
const reading = { blankIsUnset: true };

const authenticatorAttachment = z.enum(["platform", "cross-platform"]).optional();
const userVerification = z.enum(["required", "preferred", "discouraged"]).optional();
const attestation = z.enum(["none", "indirect", "direct"]).optional();

const anyUser = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  displayName: z.string().optional(),
});

const requestOptions = z.object({ userVerification, authenticatorAttachment });
const request = { user: anyUser.optional(), options: requestOptions.optional() };

/** POST registration/initialize (authentication-api.md section 1.6.1). */
export const registrationBody = jsonBody(
  z.object({
    user: z.object({ id: z.string().min(1), name: z.string().min(1), displayName: z.string().optional() }),
    options: z
      .object({
        authenticatorSelection: z
          .object({ authenticatorAttachment, requireResidentKey: z.boolean().optional(), userVerification })
          .optional(),
        attestation,
      })
      .optional(),
  }),
  reading,
);

/** POST authentication/initialize (section 1.6.3). */
export const authenticationBody = jsonBody(z.object(request), reading);

/** POST transaction/initialize (section 1.6.5). */
export const transactionBody = jsonBody(z.object({ ...request, transaction: z.string().optional() }), reading);

/** PUT credentials/{id} (section 1.6.9). */
export const renameBody = jsonBody(z.object({ name: z.string().min(1).max(255) }));

/** Ids are compared as texts, so there is one spelling: without padding (section 1.6.2). */
export const credentialId = z.string().regex(/^[A-Za-z0-9_-]+$/);
const bytes = z.string().min(1);
const answer = { id: credentialId, rawId: bytes, type: z.enum(["public-key"]) };

/** POST registration/finalize: the members that have to be there; the unit reads the whole (section 1.5). */
export const attestationBody = jsonBody(
  z.object({ ...answer, response: z.object({ clientDataJSON: bytes, attestationObject: bytes }) }),
);

/** POST authentication/finalize and transaction/finalize (section 1.5). */
export const assertionBody = jsonBody(
  z.object({ ...answer, response: z.object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes }) }),
);
