import { RelyingPartyApi } from "@signet/proto/credential/v1/relying_party";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { z } from "zod";
import type { Failures } from "../../errors.ts";
import { empty, utf8Json, utf8JsonText } from "../../http/answer.ts";
import { queryOf } from "../../http/exchange.ts";
import { type BodySchema, type JsonBody, membersIn } from "../../http/json-body.ts";
import type { Operation } from "../../http/operation.ts";
import type { Outcome, Route } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";
import { type KnownRequest, withRelyingParty } from "./access.ts";
import {
  assertionBody,
  attestationBody,
  authenticationBody,
  registrationBody,
  renameBody,
  transactionBody,
} from "./bodies.ts";
import { credentialJson } from "./json.ts";
import { operations } from "./operations.ts";

type Asked = Pick<Neighbours, "relyingPartyAccess" | "relyingPartyCeremonies" | "relyingPartyCredentials">;

/** What the public learns of refusals: 401 is about API keys alone (authentication-api.md section 1.8). */
const failures: Failures = {
  [Reason.CALLER_UNAUTHENTICATED]: { status: 401 },
  [Reason.ARGUMENT_INVALID]: (_, message) => ({ status: 400, message }),
  [Reason.RELYING_PARTY_NOT_FOUND]: { status: 401 },
  [Reason.RELYING_PARTY_USER_NOT_FOUND]: { status: 400, message: "the user has no credential" },
  [Reason.RELYING_PARTY_NO_CREDENTIALS]: { status: 400, message: "the user has no credential that could answer" },
  [Reason.RELYING_PARTY_CEREMONY_UNKNOWN]: {
    status: 400,
    message: "the challenge is unknown, used or of another kind",
  },
  [Reason.WEBAUTHN_RESPONSE_MALFORMED]: (_, message) => ({ status: 400, message }),
  [Reason.WEBAUTHN_VERIFICATION_FAILED]: (_, message) => ({ status: 400, message }),
  [Reason.WEBAUTHN_CREDENTIAL_MFA_ONLY]: { status: 400, message: "the credential is a second factor only" },
  [Reason.WEBAUTHN_CREDENTIAL_TAKEN]: { status: 409, message: "the credential is registered already" },
  [Reason.WEBAUTHN_CREDENTIAL_NOT_FOUND]: { status: 404, message: "credential not found" },
};

const api = RelyingPartyApi.AUTHENTICATION;

/** The Authentication API: passkeys for the back ends of relying parties (authentication-api.md section 1). */
export function authenticationApiRoutes(asked: Asked, prefix: string): readonly Route[] {
  const { relyingPartyCeremonies: ceremonies, relyingPartyCredentials: credentials } = asked;

  const route = (
    method: Route["method"],
    path: string,
    { operation, serve }: { readonly operation: Operation; serve(request: KnownRequest): Promise<Outcome> },
  ): Route => ({
    ...{ method, path: `/v1/webauthn/${path}`, operation, form: "authentication", failures },
    handle: (exchange) => withRelyingParty(asked, exchange, { prefix, serve }),
  });

  return [
    route("POST", "registration/initialize", {
      operation: operations.initializeRegistration,
      serve: (request) =>
        withBody(request, registrationBody, async ({ user, options = {} }) => {
          const { authenticatorSelection: selection = {}, attestation = "" } = options;
          const { optionsJson } = await ceremonies.initializeRegistration(
            {
              ...{ relyingPartyId: request.relyingPartyId, api, userId: user.id, userName: user.name },
              userDisplayName: user.displayName ?? "",
              preferences: {
                attachment: selection.authenticatorAttachment ?? "",
                requireResidentKey: selection.requireResidentKey ?? false,
                userVerification: selection.userVerification ?? "",
                attestation,
              },
            },
            request.call,
          );
          return utf8JsonText(200, optionsJson);
        }),
    }),

    route("POST", "registration/finalize", {
      operation: operations.finalizeRegistration,
      serve: (request) =>
        withBody(request, attestationBody, async () => {
          const { credential } = await ceremonies.finalizeRegistration(answerOf(request), request.call);
          return utf8Json(200, { credential: credential && credentialJson(credential) });
        }),
    }),

    route("POST", "authentication/initialize", {
      operation: operations.initializeAuthentication,
      serve: (request) =>
        withBody(request, authenticationBody, async (body) => {
          const { relyingPartyId, call } = request;
          const ask = { relyingPartyId, api, userId: body.user?.id ?? "", preferences: preferencesOf(body.options) };
          return utf8JsonText(200, (await ceremonies.initializeAuthentication(ask, call)).optionsJson);
        }),
    }),

    route("POST", "authentication/finalize", {
      operation: operations.finalizeAuthentication,
      serve: (request) =>
        withBody(request, assertionBody, async () => {
          const { credential } = await ceremonies.finalizeAuthentication(answerOf(request), request.call);
          return utf8Json(200, { credential: credential && credentialJson(credential) });
        }),
    }),

    route("POST", "transaction/initialize", {
      operation: operations.initializeTransaction,
      serve: (request) =>
        withBody(request, transactionBody, async ({ user, options, transaction: text = "" }) => {
          const { relyingPartyId, call } = request;
          const ask = { relyingPartyId, api, userId: user?.id ?? "", preferences: preferencesOf(options), text };
          return utf8JsonText(200, (await ceremonies.initializeTransaction(ask, call)).optionsJson);
        }),
    }),

    route("POST", "transaction/finalize", {
      operation: operations.finalizeTransaction,
      serve: (request) =>
        withBody(request, assertionBody, async () => {
          const end = await ceremonies.finalizeTransaction(answerOf(request), request.call);
          const { credential, transaction } = end;
          return utf8Json(200, {
            credential: credential && credentialJson(credential),
            transaction: transaction && { id: transaction.transactionId },
          });
        }),
    }),

    route("GET", "credentials", {
      operation: operations.list,
      serve: async ({ exchange, relyingPartyId, call }) => {
        const [page, pageSize] = [numberIn(queryOf(exchange, "page")), numberIn(queryOf(exchange, "page_size"))];
        if (page === undefined || pageSize === undefined) {
          return { failure: { status: 400, message: "page and page_size must be whole numbers" } };
        }
        const userId = queryOf(exchange, "user_id") ?? "";
        const ask = { relyingPartyId, userId, page, pageSize: pageSize || DEFAULT_SIZE };
        const { credentials: listed, totalSize } = await credentials.listRelyingPartyCredentials(ask, call);
        return utf8Json(200, listed.map(credentialJson), { headers: { "x-total-count": String(totalSize) } });
      },
    }),

    route("GET", "credentials/:credentialId", {
      operation: operations.get,
      serve: async (request) => {
        const { credential } = await credentials.getRelyingPartyCredential(namedBy(request), request.call);
        return utf8Json(200, credential && credentialJson(credential));
      },
    }),

    route("PUT", "credentials/:credentialId", {
      operation: operations.rename,
      serve: (request) =>
        withBody(request, renameBody, async ({ name }) => {
          const ask = { ...namedBy(request), name, api };
          const { credential } = await credentials.updateRelyingPartyCredential(ask, request.call);
          return utf8Json(200, credential && credentialJson(credential));
        }),
    }),

    route("DELETE", "credentials/:credentialId", {
      operation: operations.remove,
      serve: async (request) => {
        await credentials.deleteRelyingPartyCredential({ ...namedBy(request), api }, request.call);
        return empty(204);
      },
    }),
  ];
}

const DEFAULT_SIZE = 10;

/** Reads the body, whatever type it says it has: not every client says one (section 1.3). */
async function withBody<S extends BodySchema>(
  { body }: KnownRequest,
  shape: JsonBody<S>,
  serve: (members: z.output<S>) => Promise<Outcome>,
): Promise<Outcome> {
  const read = membersIn(body, shape);
  return "failure" in read ? read : serve(read.members);
}

/** The answer of a browser, passed on as it came. */
function answerOf({ relyingPartyId, body }: KnownRequest) {
  return { relyingPartyId, api, responseJson: body?.toString("utf8") ?? "" };
}

function namedBy({ relyingPartyId, exchange }: KnownRequest) {
  return { relyingPartyId, credentialId: exchange.params.credentialId ?? "" };
}

function preferencesOf(
  options: { readonly userVerification?: string; readonly authenticatorAttachment?: string } = {},
) {
  return { attachment: options.authenticatorAttachment ?? "", userVerification: options.userVerification ?? "" };
}

/** A whole number of a query; 0 for none. */
function numberIn(text = ""): number | undefined {
  if (text === "") return 0;
  const number = Number(text);
  return /^\d{1,9}$/.test(text) ? number : undefined;
}
