import type { CallOptions } from "../http/deadline.ts";
import { type Call, createTransport, segment } from "../http/transport.ts";
import { answer } from "../json/answer.ts";
import type { Model } from "../json/model.ts";
import {
  type AssertionCredential,
  type AttestationCredential,
  type CreationOptions,
  creationOptions,
  type RequestOptions,
  requestOptions,
} from "../webauthn.ts";
import {
  type AuthenticationRequest,
  type Credential,
  type CredentialQuery,
  credential,
  credentials,
  type FinalizationResult,
  finalizationResult,
  type RegistrationRequest,
  type TransactionRequest,
} from "./messages.ts";
import { type AuthenticationOptions, checkedOptions, prover } from "./options.ts";

/**
 * The Authentication API, one method for each of its routes. An interface, so that tests can put an object of their own
 * in its place.
 *
 * Every method rejects with a `SignetError` when the server refuses, cannot be reached or takes too long, and takes
 * `CallOptions` last.
 */
export interface AuthenticationClient {
  /**
   * Begins a registration: what it answers is for the browser, as it is.
   *
   * @example
   * ```ts
   * const options = await authentication.initializeRegistration({
   *   user: { id: "ada-01", name: "ada@example.org", displayName: "Ada" },
   *   options: {
   *     authenticatorSelection: {
   *       authenticatorAttachment: "platform",
   *       requireResidentKey: true,
   *       userVerification: "required",
   *     },
   *     attestation: "none",
   *   },
   * });
   * console.log(options.publicKey.timeout); // 60000
   * ```
   */
  initializeRegistration(request: RegistrationRequest, options?: CallOptions): Promise<CreationOptions>;

  /**
   * Ends a registration with what the browser answered. From now on the credential exists.
   *
   * @example
   * ```ts
   * const options = await authentication.initializeRegistration({ user: { id: "cleo-03", name: "cleo@example.org" } });
   * const fromBrowser = browser.create(options);
   *
   * const { credential } = await authentication.finalizeRegistration(fromBrowser);
   * console.log(credential.user.id); // cleo-03
   * ```
   */
  finalizeRegistration(credential: AttestationCredential, options?: CallOptions): Promise<FinalizationResult>;

  /**
   * Begins an authentication, of one user or, without one, of whoever answers.
   *
   * @example
   * ```ts
   * const options = await authentication.initializeAuthentication({
   *   user: { id: "ada-01" },
   *   options: { userVerification: "required" },
   * });
   * console.log(options.publicKey.userVerification); // required
   * ```
   */
  initializeAuthentication(request?: AuthenticationRequest, options?: CallOptions): Promise<RequestOptions>;

  /**
   * Ends an authentication. Whoever `credential.user` names has just proved to be there.
   *
   * @example
   * ```ts
   * const fromBrowser = browser.get(await authentication.initializeAuthentication());
   *
   * const { credential } = await authentication.finalizeAuthentication(fromBrowser);
   * console.log(credential.user.id); // ada-01
   * ```
   */
  finalizeAuthentication(credential: AssertionCredential, options?: CallOptions): Promise<FinalizationResult>;

  /**
   * Begins the confirmation of a text, which becomes part of what the authenticator signs.
   *
   * @example
   * ```ts
   * const options = await authentication.initializeTransaction({
   *   user: { id: "ada-01" },
   *   transaction: "Send 12 EUR to Bea",
   * });
   * console.log(decodeBase64url(options.publicKey.challenge).length); // 64
   * ```
   */
  initializeTransaction(request: TransactionRequest, options?: CallOptions): Promise<RequestOptions>;

  /**
   * Ends the confirmation of a text.
   *
   * @example
   * ```ts
   * const fromBrowser = browser.get(
   *   await authentication.initializeTransaction({ user: { id: "ada-01" }, transaction: "Send 12 EUR to Bea" }),
   * );
   *
   * const { credential } = await authentication.finalizeTransaction(fromBrowser);
   * console.log(credential.user.id); // ada-01
   * ```
   */
  finalizeTransaction(credential: AssertionCredential, options?: CallOptions): Promise<FinalizationResult>;

  /**
   * A page of the credentials of one user or, without one, of all, the newest first.
   *
   * @example
   * ```ts
   * const credentials = await authentication.listCredentials({ userId: "ada-01", pageSize: 100, page: 1 });
   * for (const { id, name, lastUsed } of credentials) console.log(id, name, new Date(lastUsed));
   * ```
   */
  listCredentials(query?: CredentialQuery, options?: CallOptions): Promise<readonly Credential[]>;

  /**
   * One credential; an error of the kind `not-found` when there is none.
   *
   * @example
   * ```ts
   * const credential = await authentication.getCredential(credentialId);
   * console.log(credential.id === credentialId); // true
   * ```
   */
  getCredential(id: string, options?: CallOptions): Promise<Credential>;

  /**
   * Gives a credential another name, and answers with what is stored now.
   *
   * @example
   * ```ts
   * const { name } = await authentication.updateCredential(credentialId, { name: "Ada's laptop" });
   * console.log(name); // Ada's laptop
   * ```
   */
  updateCredential(id: string, change: { readonly name: string }, options?: CallOptions): Promise<Credential>;

  /**
   * Removes a credential for ever.
   *
   * @example
   * ```ts
   * await authentication.deleteCredential(credentialId);
   * ```
   */
  deleteCredential(id: string, options?: CallOptions): Promise<void>;
}

/**
 * A client of the Authentication API. Throws a `TypeError` for options that cannot be meant.
 *
 * @example
 * ```ts
 * const client = createAuthenticationClient({ apiUrl, apiSecret, apiKeyId, timeoutMs: 5_000, logger: console });
 * console.log(await client.listCredentials({ userId: "nobody" })); // []
 * ```
 */
export function createAuthenticationClient(options: AuthenticationOptions): AuthenticationClient {
  const { baseUrl, root } = checkedOptions(options);
  const send = createTransport({ ...options, baseUrl, authorize: prover(options) });

  const call = async <T>(model: Model<T>, { path, ...rest }: Call, callOptions: CallOptions | undefined): Promise<T> =>
    answer(await send({ ...rest, path: `${root}/${path}` }, callOptions), model);
  const post = <T>(model: Model<T>, path: string) => {
    return (body: unknown, callOptions?: CallOptions) => call(model, { method: "POST", path, body }, callOptions);
  };
  const one = (id: string) => `credentials/${segment("the credential's id", id)}`;
  const startAuthentication = post(requestOptions, "authentication/initialize");

  return {
    initializeRegistration: post(creationOptions, "registration/initialize"),
    finalizeRegistration: post(finalizationResult, "registration/finalize"),
    initializeAuthentication: (request = {}, callOptions) => startAuthentication(request, callOptions),
    finalizeAuthentication: post(finalizationResult, "authentication/finalize"),
    initializeTransaction: post(requestOptions, "transaction/initialize"),
    finalizeTransaction: post(finalizationResult, "transaction/finalize"),

    listCredentials({ userId, pageSize, page } = {}, callOptions) {
      const query = { user_id: userId, page_size: pageSize, page };
      return call(credentials, { method: "GET", path: "credentials", query }, callOptions);
    },
    getCredential: async (id, callOptions) => call(credential, { method: "GET", path: one(id) }, callOptions),
    updateCredential: async (id, { name }, callOptions) =>
      call(credential, { method: "PUT", path: one(id), body: { name } }, callOptions),
    async deleteCredential(id, callOptions) {
      await send({ method: "DELETE", path: `${root}/${one(id)}` }, callOptions);
    },
  };
}
