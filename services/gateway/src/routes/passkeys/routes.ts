import { RelyingPartyApi } from "@signet/proto/credential/v1/relying_party";
import type { z } from "zod";
import type { Failures } from "../../errors.ts";
import { json, utf8JsonText } from "../../http/answer.ts";
import { readBytes } from "../../http/body.ts";
import { type BodySchema, type JsonBody, membersIn, readJson } from "../../http/json-body.ts";
import type { Operation } from "../../http/operation.ts";
import type { Outcome, Route } from "../../http/route.ts";
import type { Neighbours } from "../../neighbours.ts";
import { assertionBody, attestationBody } from "../authentication/bodies.ts";
import { loginBody, mfaLoginBody, registrationBody, transactionBody } from "./bodies.ts";
import { canonicalJson } from "./canonical.ts";
import { operations } from "./operations.ts";
import {
  assertApiKey,
  loginFailures,
  ofTenant,
  registrationFailures,
  type TenantRequest,
  failures as usual,
} from "./tenant.ts";

/** What ceremonies of the passkey API ask. */
type Asked = Pick<Neighbours, "relyingPartyAccess" | "relyingPartyCeremonies" | "relyingParties">;

const api = RelyingPartyApi.PASSKEYS;

/** Ceremonies of the passkey API, for pages and back ends of its tenants (authentication-api.md sections 2.4 to 2.7, 2.9). */
export function passkeyCeremonyRoutes(asked: Asked): readonly Route[] {
  const { relyingPartyCeremonies: ceremonies, relyingParties } = asked;
  const post = (path: string, rest: Pick<Route, "operation" | "failures"> & { serve: Serve }) =>
    route("POST", path, rest);

  const registration = (mfa: boolean) => ({
    begin: (request: TenantRequest) =>
      withBody(request, registrationBody, async ({ user_id: userId, username, display_name = "", icon = "" }) => {
        const ask = { relyingPartyId: request.relyingPartyId, api, mfa, userId, userName: username };
        const more = { userDisplayName: display_name, userIcon: icon };
        return options(await ceremonies.initializeRegistration({ ...ask, ...more }, request.call));
      }),
    end: (request: TenantRequest) =>
      withAnswer(request, attestationBody, async (responseJson) => {
        const end = { relyingPartyId: request.relyingPartyId, api, mfa, responseJson, signToken: true };
        return result(await ceremonies.finalizeRegistration(end, request.call));
      }),
  });

  const login = (mfa: boolean) => ({
    begin: async (request: TenantRequest, userId: string) => {
      const ask = { relyingPartyId: request.relyingPartyId, api, mfa, userId };
      return options(await ceremonies.initializeAuthentication(ask, request.call));
    },
    end: (request: TenantRequest) =>
      withAnswer(request, assertionBody, async (responseJson) => {
        const end = { relyingPartyId: request.relyingPartyId, api, mfa, responseJson, signToken: true };
        return result(await ceremonies.finalizeAuthentication(end, request.call));
      }),
  });

  const keyed =
    (serve: Serve): Serve =>
    async (request) => {
      await assertApiKey(asked, request);
      return serve(request);
    };

  return [
    route("GET", ".well-known/jwks.json", {
      operation: operations.jwks,
      serve: async ({ relyingPartyId, call }) => {
        const { jwksJson } = await relyingParties.getRelyingPartyJwks({ relyingPartyId }, call);
        return utf8JsonText(200, jwksJson, { headers: { "cache-control": "max-age=600" } });
      },
    }),
    post("registration/initialize", {
      operation: operations.initializeRegistration,
      serve: keyed(registration(false).begin),
    }),
    post("registration/finalize", {
      ...{ operation: operations.finalizeRegistration, failures: registrationFailures },
      serve: registration(false).end,
    }),
    post("login/initialize", {
      operation: operations.initializeLogin,
      serve: (request) =>
        withBody(request, loginBody, async ({ user_id: userId }) => {
          // Whose passkeys there are is nobody's business but the tenant's.
          if (userId !== undefined) await assertApiKey(asked, request);
          return login(false).begin(request, userId ?? "");
        }),
    }),
    post("login/finalize", {
      ...{ operation: operations.finalizeLogin, failures: loginFailures },
      serve: login(false).end,
    }),
    post("transaction/initialize", {
      operation: operations.initializeTransaction,
      serve: keyed((request) =>
        withBody(
          request,
          transactionBody,
          async ({ user_id: userId, transaction_id: identifier, transaction_data }) => {
            const ask = { relyingPartyId: request.relyingPartyId, api, userId, identifier };
            return options(
              await ceremonies.initializeTransaction({ ...ask, text: canonicalJson(transaction_data) }, request.call),
            );
          },
        ),
      ),
    }),
    post("transaction/finalize", {
      ...{ operation: operations.finalizeTransaction, failures: loginFailures },
      serve: keyed((request) =>
        withAnswer(request, assertionBody, async (responseJson) => {
          const end = { relyingPartyId: request.relyingPartyId, api, responseJson, signToken: true };
          return result(await ceremonies.finalizeTransaction(end, request.call));
        }),
      ),
    }),
    post("mfa/registration/initialize", {
      operation: operations.initializeMfaRegistration,
      serve: keyed(registration(true).begin),
    }),
    post("mfa/registration/finalize", {
      ...{ operation: operations.finalizeMfaRegistration, failures: registrationFailures },
      serve: keyed(registration(true).end),
    }),
    post("mfa/login/initialize", {
      operation: operations.initializeMfaLogin,
      serve: keyed((request) =>
        withBody(request, mfaLoginBody, ({ user_id: userId }) => login(true).begin(request, userId)),
      ),
    }),
    post("mfa/login/finalize", {
      ...{ operation: operations.finalizeMfaLogin, failures: loginFailures },
      serve: keyed(login(true).end),
    }),
  ];
}

type Serve = (request: TenantRequest) => Promise<Outcome>;

/** A route of the passkey API. */
export function route(
  method: Route["method"],
  path: string,
  {
    operation,
    failures = usual,
    serve,
  }: { operation?: Operation | undefined; failures?: Failures | undefined; serve: Serve },
): Route {
  return {
    ...{ method, path: `/:tenantId/${path}`, form: "passkeys", failures },
    ...(operation && { operation }),
    handle: (exchange) => ofTenant(exchange, serve),
  };
}

/** Reads a body of the API's own. */
export async function withBody<S extends BodySchema>(
  { exchange }: TenantRequest,
  shape: JsonBody<S>,
  serve: (members: z.output<S>) => Promise<Outcome>,
): Promise<Outcome> {
  const read = await readJson(exchange, shape);
  return "failure" in read ? read : serve(read.members);
}

/** Reads what a browser answered, of whatever type it is said to be; the unit gets it as it came. */
async function withAnswer(
  { exchange }: TenantRequest,
  shape: JsonBody,
  serve: (responseJson: string) => Promise<Outcome>,
): Promise<Outcome> {
  const body = await readBytes(exchange.incoming, exchange.bodyLimit);
  if ("failure" in body) return body;
  const read = membersIn(body.bytes, shape);
  return "failure" in read ? read : serve(body.bytes?.toString("utf8") ?? "");
}

function options({ optionsJson }: { readonly optionsJson: string }): Outcome {
  return utf8JsonText(200, optionsJson);
}

function result({ token }: { readonly token: string }): Outcome {
  return json(200, { token }, { headers: { "cache-control": "no-store" } });
}
