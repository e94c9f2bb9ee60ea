import { STATUS_CODES } from "node:http";
import { z } from "zod";
import type { Answers, Operation } from "../../http/operation.ts";
import { assertionBody, attestationBody } from "../authentication/bodies.ts";
import { ceremonyOptions } from "../authentication/json.ts";
import { loginBody, mfaLoginBody, registrationBody, renameBody, transactionBody } from "./bodies.ts";
import { auditLogEntry, credential, passkeyError, result, transaction } from "./json.ts";

const tag = "Passkey API" as const;
const access = "passkey tenant" as const;
const tenantId = z.string().meta({ format: "uuid" }).describe("A tenant: the id of a relying party.");
const params = z.object({ tenantId });
const keyed = { tag, access, params };
const open = { tag, params };
const options = { description: "Options for the browser.", body: ceremonyOptions };
const token = { description: "Who it was, signed.", body: result };
const gone = { description: "Done." };
const paged = { "X-Total-Count": "How many there are.", Link: "Other pages (RFC 8288)." };
const number = z.string().optional();

/** Answers that tell an error, in the form that they have here. */
export function failing(...statuses: readonly number[]): Answers {
  return Object.fromEntries(
    [400, ...statuses, 503].map((status) => [status, { description: STATUS_CODES[status] ?? "", body: passkeyError }]),
  );
}

const begun = (...more: readonly number[]) => ({ 200: options, ...failing(401, 404, 413, 415, ...more) });
const ended = (...more: readonly number[]) => ({ 200: token, ...failing(401, 404, 413, ...more) });
const credentialParams = params.extend({ credentialId: z.string().describe("Credential ID, base64url.") });

/** Query of audit logs, here and in the admin API. */
export const auditQuery = z.object({
  page: number,
  per_page: number,
  start_time: z.string().optional().describe("Later than that (RFC 3339)."),
  end_time: z.string().optional().describe("Earlier than that."),
  type: z.string().optional().describe("One or more types, repeated or separated by commas."),
  actor_user_id: z.string().optional().describe("A part of the user's id."),
  meta_source_ip: z.string().optional().describe("A part of the address."),
  q: z.string().optional().describe("A part of the address or of the user's id."),
});

/** The seventeen public routes of the passkey API, described. */
export const operations = {
  jwks: {
    ...{ ...open, id: "getPasskeyJwks", summary: "The public keys that verify result tokens" },
    answers: {
      200: {
        description: "A JWK Set (RFC 7517).",
        body: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
      },
      ...failing(404),
    },
  },
  initializeRegistration: {
    ...{ ...keyed, id: "initializePasskeyRegistration", summary: "Begins the registration of a passkey" },
    ...{ body: registrationBody, answers: begun() },
  },
  finalizeRegistration: {
    ...{ ...open, id: "finalizePasskeyRegistration", summary: "Ends the registration of a passkey" },
    ...{ body: attestationBody, answers: ended(409, 422) },
  },
  initializeLogin: {
    ...{ ...open, id: "initializePasskeyLogin", summary: "Begins a sign-in" },
    ...{ body: loginBody, answers: begun() },
  },
  finalizeLogin: {
    ...{ ...open, id: "finalizePasskeyLogin", summary: "Ends a sign-in" },
    ...{ body: assertionBody, answers: ended() },
  },
  initializeTransaction: {
    ...{ ...keyed, id: "initializePasskeyTransaction", summary: "Begins the signing of a transaction" },
    ...{ body: transactionBody, answers: begun(409) },
  },
  finalizeTransaction: {
    ...{ ...keyed, id: "finalizePasskeyTransaction", summary: "Ends the signing of a transaction" },
    ...{ body: assertionBody, answers: ended() },
  },
  listTransactions: {
    ...{ ...keyed, id: "listPasskeyTransactions", summary: "Lists the transactions of a user, newest first" },
    params: params.extend({ userId: z.string().describe("The user's id, yours or ours.") }),
    answers: { 200: { description: "The transactions.", body: z.array(transaction) }, ...failing(401, 404) },
  },
  initializeMfaRegistration: {
    ...{ ...keyed, id: "initializeMfaRegistration", summary: "Begins the registration of a security key" },
    ...{ body: registrationBody, answers: begun() },
  },
  finalizeMfaRegistration: {
    ...{ ...keyed, id: "finalizeMfaRegistration", summary: "Ends the registration of a security key" },
    ...{ body: attestationBody, answers: ended(409, 422) },
  },
  initializeMfaLogin: {
    ...{ ...keyed, id: "initializeMfaLogin", summary: "Begins the check of a second factor" },
    ...{ body: mfaLoginBody, answers: begun() },
  },
  finalizeMfaLogin: {
    ...{ ...keyed, id: "finalizeMfaLogin", summary: "Ends the check of a second factor" },
    ...{ body: assertionBody, answers: ended() },
  },
  listCredentials: {
    ...{ ...keyed, id: "listPasskeys", summary: "Lists credentials" },
    query: z.object({ user_id: z.string().optional(), page: number, per_page: number, order: z.string().optional() }),
    answers: {
      200: { description: "The credentials.", body: z.array(credential), headers: paged },
      ...failing(401, 404),
    },
  },
  getCredential: {
    ...{ ...keyed, params: credentialParams, id: "getPasskey", summary: "Reads a credential" },
    answers: { 200: { description: "The credential.", body: credential }, ...failing(401, 404) },
  },
  renameCredential: {
    ...{ ...keyed, params: credentialParams, id: "updatePasskey", summary: "Gives a credential another name" },
    body: renameBody,
    answers: { 204: gone, ...failing(401, 404, 413, 415) },
  },
  deleteCredential: {
    ...{ ...keyed, params: credentialParams, id: "deletePasskey", summary: "Deletes a credential" },
    answers: { 204: gone, ...failing(401, 404) },
  },
  listAuditLogs: {
    ...{ ...keyed, id: "listPasskeyAuditLogs", summary: "Lists what happened, newest first", query: auditQuery },
    answers: {
      200: { description: "The entries.", body: z.array(auditLogEntry), headers: paged },
      ...failing(401, 404),
    },
  },
} satisfies Record<string, Operation>;
