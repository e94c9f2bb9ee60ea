import { z } from "zod";
import { jsonBody } from "../../http/json-body.ts";
import { requiredText, text } from "../../http/rules.ts";
import { jsonFault } from "../../http/safe-json.ts";

const LONGEST_NAME = 128;
const user = {
  user_id: requiredText.describe("What your program calls the user; at most 64 bytes."),
  username: requiredText.max(LONGEST_NAME),
  display_name: text.max(LONGEST_NAME).optional().describe("The username unless given."),
  icon: text.optional().describe("Any absolute URL; the empty text is none."),
};

/** POST registration/initialize and mfa/registration/initialize (authentication-api.md sections 2.4 and 2.7). */
export const registrationBody = jsonBody(z.object(user));

/** POST login/initialize (section 2.5). */
export const loginBody = jsonBody(
  z.object({ user_id: requiredText.optional().describe("Needs the API key; without it any passkey may answer.") }),
);

/** POST mfa/login/initialize (section 2.7). */
export const mfaLoginBody = jsonBody(z.object({ user_id: requiredText }));

/** What is signed may be any JSON with something in it. */
const signable = z.unknown().superRefine((value, context) => {
  const isEmpty = value === undefined || value === null || value === 0 || value === false || value === "";
  // The types of JSON are all that a parser makes.
  const fault = isEmpty ? "transaction_data is a required field" : jsonFault(value as Parameters<typeof jsonFault>[0]);
  if (fault) context.addIssue({ code: "custom", message: fault });
});

/** POST transaction/initialize (section 2.6). */
export const transactionBody = jsonBody(
  z.object({
    user_id: requiredText,
    transaction_id: requiredText.max(LONGEST_NAME).describe("Used once for ever within the tenant."),
    transaction_data: signable.describe("What is signed; an object as a rule."),
  }),
);

/** PATCH credentials/{credential_id} (section 2.8). */
export const renameBody = jsonBody(z.object({ name: requiredText.max(255) }));
