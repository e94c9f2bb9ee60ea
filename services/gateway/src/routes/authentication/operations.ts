import { STATUS_CODES } from "node:http";
import { z } from "zod";
import type { Answers, Operation } from "../../http/operation.ts";
import {
  assertionBody,
  attestationBody,
  authenticationBody,
  registrationBody,
  renameBody,
  transactionBody,
} from "./bodies.ts";
import { authenticationError, ceremonyOptions, ceremonyResult, credential } from "./json.ts";

const common = { tag: "Authentication API", access: "relying party" } as const;
const params = z.object({ credentialId: z.string().describe("Credential ID, base64url.") });
const options = { description: "Options for the browser.", body: ceremonyOptions };
const result = { description: "The credential that answered.", body: ceremonyResult };
const one = { description: "The credential.", body: credential };

function failing(...statuses: readonly number[]): Answers {
  const all = [400, 401, ...statuses, 413, 503];
  return Object.fromEntries(
    all.map((status) => [status, { description: STATUS_CODES[status] ?? "", body: authenticationError }]),
  );
}

/** The ten routes of the Authentication API, described. */
export const operations = {
  initializeRegistration: {
    ...{ ...common, id: "initializeRegistration", summary: "Begins the registration of a credential" },
    body: registrationBody,
    answers: { 200: options, ...failing() },
  },
  finalizeRegistration: {
    ...{ ...common, id: "finalizeRegistration", summary: "Ends a registration: verifies and stores the credential" },
    body: attestationBody,
    answers: { 200: result, ...failing(409) },
  },
  initializeAuthentication: {
    ...{ ...common, id: "initializeAuthentication", summary: "Begins a sign-in" },
    description: "Without a user any discoverable credential may answer.",
    body: authenticationBody,
    answers: { 200: options, ...failing() },
  },
  finalizeAuthentication: {
    ...{ ...common, id: "finalizeAuthentication", summary: "Ends a sign-in" },
    body: assertionBody,
    answers: { 200: result, ...failing(404) },
  },
  initializeTransaction: {
    ...{ ...common, id: "initializeTransaction", summary: "Begins the signing of a text" },
    description: "The challenge ends with the SHA-256 of the text. Show the text to whoever is to sign it.",
    body: transactionBody,
    answers: { 200: options, ...failing() },
  },
  finalizeTransaction: {
    ...{ ...common, id: "finalizeTransaction", summary: "Ends the signing of a text, and keeps the evidence" },
    body: assertionBody,
    answers: { 200: result, ...failing(404) },
  },
  list: {
    ...{ ...common, id: "listRelyingPartyCredentials", summary: "Lists credentials, newest first" },
    query: z.object({
      user_id: z.string().optional().describe("Of this user alone."),
      page: z.string().optional().describe("From 1; 1 by default."),
      page_size: z.string().optional().describe("10 by default, at most 100."),
    }),
    answers: {
      200: {
        description: "The credentials.",
        body: z.array(credential),
        headers: { "X-Total-Count": "How many there are." },
      },
      ...failing(),
    },
  },
  get: {
    ...{ ...common, id: "getRelyingPartyCredential", summary: "Reads a credential" },
    params,
    answers: { 200: one, ...failing(404) },
  },
  rename: {
    ...{ ...common, id: "updateRelyingPartyCredential", summary: "Gives a credential another name" },
    params,
    body: renameBody,
    answers: { 200: one, ...failing(404) },
  },
  remove: {
    ...{ ...common, id: "deleteRelyingPartyCredential", summary: "Deletes a credential" },
    params,
    answers: { 204: { description: "It is gone." }, ...failing(404) },
  },
} satisfies Record<string, Operation>;
