import type { CallOptions } from "../http/deadline.ts";
import type { AssertionCredential, AttestationCredential, CreationOptions, RequestOptions } from "../webauthn.ts";
import type {
  AuditLogEntry,
  AuditLogQuery,
  JsonWebKeySet,
  Page,
  PasskeyCredential,
  PasskeyCredentialQuery,
  PasskeyTransaction,
  PasskeyUser,
  SignedToken,
  StoredTransaction,
} from "./messages.ts";

/**
 * The passkey server of one tenant. An interface, so that tests can put an object of their own in its place.
 *
 * Every method rejects with a `SignetError` when the server refuses, cannot be reached or takes too long, and takes
 * `CallOptions` last.
 */
export interface PasskeyClient {
  readonly registration: PasskeyRegistration;
  readonly login: PasskeyLogin;
  /** Security keys as a second factor, for people whose first one you have checked. */
  readonly mfa: { readonly registration: PasskeyRegistration; readonly login: PasskeyMfaLogin };
  readonly transaction: PasskeyTransactions;
  readonly credentials: PasskeyCredentials;

  /**
   * A page of what happened, the newest first.
   *
   * @example
   * ```ts
   * const { items, total } = await passkeys.auditLogs({ type: ["webauthn_authentication_final_failed"], perPage: 50 });
   * for (const { createdAt, metaSourceIp, error } of items) console.log(createdAt, metaSourceIp, error);
   * ```
   */
  auditLogs(query?: AuditLogQuery, options?: CallOptions): Promise<Page<AuditLogEntry>>;

  /**
   * The keys to check tokens with. They may be kept for ten minutes.
   *
   * @example
   * ```ts
   * const { keys } = await passkeys.jwks();
   * console.log(keys.every(({ kid }) => kid !== undefined)); // true
   * ```
   */
  jwks(options?: CallOptions): Promise<JsonWebKeySet>;
}

/** How a passkey, or a security key, comes to be. */
export interface PasskeyRegistration {
  /**
   * Begins a registration: what it answers is for the browser, as it is.
   *
   * @example
   * ```ts
   * const options = await passkeys.registration.initialize({ userId: "dana-04", username: "dana@example.org" });
   * console.log(options.publicKey.user.displayName); // dana@example.org
   * ```
   */
  initialize(user: PasskeyUser, options?: CallOptions): Promise<CreationOptions>;
  /**
   * Ends a registration with what the browser answered.
   *
   * @example
   * ```ts
   * const options = await passkeys.registration.initialize({ userId: "eli-05", username: "eli@example.org" });
   * const { token } = await passkeys.registration.finalize(browser.create(options));
   * ```
   */
  finalize(credential: AttestationCredential, options?: CallOptions): Promise<SignedToken>;
}

/** How a person signs in. */
export interface PasskeyLogin {
  /**
   * Begins a login, of one user or, without one, of whoever answers.
   *
   * @example
   * ```ts
   * const ofAnybody = await passkeys.login.initialize();
   * const ofAda = await passkeys.login.initialize({ userId: "ada-01" });
   * console.log(ofAnybody.publicKey.allowCredentials, ofAda.publicKey.allowCredentials?.length); // undefined 1
   * ```
   */
  initialize(request?: { readonly userId?: string }, options?: CallOptions): Promise<RequestOptions>;
  /**
   * Ends a login. The token says who it is.
   *
   * @example
   * ```ts
   * const { token } = await passkeys.login.finalize(browser.get(await passkeys.login.initialize()));
   * const { userId } = await verifyPasskeyToken(token, { jwks: await passkeys.jwks(), audience: "localhost" });
   * console.log(userId); // ada-01
   * ```
   */
  finalize(credential: AssertionCredential, options?: CallOptions): Promise<SignedToken>;
}

/** The same with a second factor. */
export interface PasskeyMfaLogin extends PasskeyLogin {
  /**
   * Begins the check of a second factor.
   *
   * @example
   * ```ts
   * const options = await passkeys.mfa.login.initialize({ userId: "ada-01" });
   * console.log(options.publicKey.userVerification); // preferred
   * ```
   */
  initialize(request: { readonly userId: string }, options?: CallOptions): Promise<RequestOptions>;
}

/** How a person confirms something. */
export interface PasskeyTransactions {
  /**
   * Begins a confirmation.
   *
   * @example
   * ```ts
   * const options = await passkeys.transaction.initialize({
   *   userId: "ada-01",
   *   transactionId: "inv-2024-77",
   *   transactionData: { amount: 19.9, note: "Books & pens", to: "bea" },
   * });
   * console.log(decodeBase64url(options.publicKey.challenge).length); // 64
   * ```
   */
  initialize(transaction: PasskeyTransaction, options?: CallOptions): Promise<RequestOptions>;
  /**
   * Ends a confirmation. The token names the transaction.
   *
   * @example
   * ```ts
   * const options = await passkeys.transaction.initialize({
   *   userId: "ada-01",
   *   transactionId: "inv-2024-78",
   *   transactionData: { amount: 5 },
   * });
   * const { token } = await passkeys.transaction.finalize(browser.get(options));
   * const claims = await verifyPasskeyToken(token, { jwks: await passkeys.jwks(), audience: "localhost" });
   * console.log(claims.transactionId); // inv-2024-78
   * ```
   */
  finalize(credential: AssertionCredential, options?: CallOptions): Promise<SignedToken>;
  /**
   * The transactions of a user, who is named by the id that the server gave them: `id` of the admin API's users.
   *
   * @example
   * ```ts
   * const [ada] = (await admin.users.list(tenantId)).items;
   * for (const { identifier, data } of await passkeys.transaction.list(ada?.id ?? "")) console.log(identifier, data);
   * ```
   */
  list(id: string, options?: CallOptions): Promise<readonly StoredTransaction[]>;
}

/** What people can sign in with. */
export interface PasskeyCredentials {
  /**
   * A page of the credentials of one user or, without one, of all.
   *
   * @example
   * ```ts
   * const { items, total } = await passkeys.credentials.list({ userId: "ada-01", perPage: 100, order: "asc" });
   * for (const { id, name, isMfa } of items) console.log(id, name, isMfa);
   * ```
   */
  list(query?: PasskeyCredentialQuery, options?: CallOptions): Promise<Page<PasskeyCredential>>;
  /**
   * One credential; an error of the kind `not-found` when there is none.
   *
   * @example
   * ```ts
   * const { backupState, transports } = await passkeys.credentials.get(credentialId);
   * ```
   */
  get(id: string, options?: CallOptions): Promise<PasskeyCredential>;
  /**
   * Gives a credential another name.
   *
   * @example
   * ```ts
   * await passkeys.credentials.update(credentialId, { name: "Ada's phone" });
   * ```
   */
  update(id: string, change: { readonly name: string }, options?: CallOptions): Promise<void>;
  /**
   * Removes a credential for ever.
   *
   * @example
   * ```ts
   * await passkeys.credentials.delete(credentialId);
   * ```
   */
  delete(id: string, options?: CallOptions): Promise<void>;
}
