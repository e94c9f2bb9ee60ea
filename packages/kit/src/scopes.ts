/** What an API key may be allowed to do. */
export type Scope = (typeof grants)[number]["scope"];

/** One scope: the typed calls and the routes of the admin API that it opens. */
interface Grant {
  readonly scope: string;
  /** For people: what a key with it may do. */
  readonly about: string;
  /** `Service/Method`; a `*` at the end stands for any rest. */
  readonly calls: readonly string[];
  /** `METHOD /path`; `*` is one segment, `**` whatever is below. */
  readonly routes: readonly string[];
}

/**
 * The whole table, and the only one. The first line that names a call or a route is the one that counts; what no line
 * names, new calls and routes among it, is for `admin` alone.
 */
const grants = [
  {
    scope: "sessions:read",
    about: "validate and list sessions",
    calls: ["TokenService/ValidateSession", "TokenService/ListSessions", "TokenService/GetJwks"],
    routes: ["GET /users/*/sessions"],
  },
  {
    scope: "sessions:write",
    about: "open and end sessions, which is to sign anybody in",
    calls: ["TokenService/*"],
    routes: ["POST /sessions", "DELETE /users/*/sessions/*"],
  },
  {
    scope: "users:read",
    about: "read users and what they sign in with, never secrets",
    calls: [
      "IdentityService/Get*",
      "IdentityService/Find*",
      "IdentityService/List*",
      "IdentityService/Count*",
      "IdentityService/Search*",
      "CredentialService/GetUserCredentials",
      "WebauthnService/ListWebauthnCredentials",
    ],
    routes: ["GET /users", "GET /users/**"],
  },
  {
    scope: "users:write",
    about: "make, change and delete users and what they sign in with",
    calls: [
      "IdentityService/*",
      "CredentialService/CreateUserCredentials",
      "CredentialService/DeleteUserCredentials",
      "PasswordService/HashPassword",
      "PasswordService/SetPassword",
      "PasswordService/DeletePassword",
      "TotpService/CreateTotpSecret",
      "TotpService/DeleteTotp",
      "TotpService/CreateRecoveryCodes",
      "WebauthnService/CreateWebauthnCredential",
      "WebauthnService/UpdateWebauthnCredential",
      "WebauthnService/DeleteWebauthnCredential",
      "DeviceService/DeleteDevices",
    ],
    routes: ["POST /users", "POST /users/**", "PUT /users/**", "PATCH /users/**", "DELETE /users/**"],
  },
  {
    scope: "authenticate",
    about: "hold conversations and ceremonies for people who sign in, and check what they show",
    calls: [
      "FlowService/*",
      "ClassicService/*",
      "ClassicAccountService/*",
      "WebauthnService/*",
      "PasswordService/CheckPassword",
      "PasscodeService/*",
      "TotpService/*",
      "DeviceService/*",
    ],
    routes: [],
  },
  {
    scope: "mails:send",
    about: "send mails in the name of the service",
    calls: ["NotificationService/SendMail"],
    routes: [],
  },
  {
    scope: "webhooks:read",
    about: "read who is told of what happens",
    calls: ["WebhookService/Get*", "WebhookService/List*"],
    routes: ["GET /webhooks", "GET /webhooks/**"],
  },
  {
    scope: "webhooks:write",
    about: "change who is told of what happens",
    calls: ["WebhookService/*"],
    routes: ["POST /webhooks", "PUT /webhooks/*", "DELETE /webhooks/*"],
  },
  {
    scope: "audit:read",
    about: "read the audit log",
    calls: ["AuditService/Get*", "AuditService/List*", "AuditService/Verify*"],
    routes: ["GET /audit_logs"],
  },
  {
    scope: "audit:write",
    about: "append to the audit log",
    calls: ["AuditService/AppendEntry"],
    routes: [],
  },
  {
    scope: "relying-parties:read",
    about: "read relying parties, their users, credentials and signed transactions",
    calls: [
      "RelyingPartyService/Get*",
      "RelyingPartyService/List*",
      "RelyingPartyCredentialService/Get*",
      "RelyingPartyCredentialService/List*",
      "RelyingPartyTransactionService/*",
    ],
    routes: ["GET /tenants", "GET /tenants/**"],
  },
  {
    scope: "relying-parties:write",
    about: "hold ceremonies for relying parties, and change their users and credentials",
    calls: ["RelyingPartyCeremonyService/*", "RelyingPartyCredentialService/*"],
    routes: [],
  },
  { scope: "admin", about: "everything, API keys among it", calls: [], routes: [] },
] as const satisfies readonly Grant[];

/** Every scope with its meaning, in the order in which to show them. */
export const scopeTable: readonly Grant[] = grants;

/** Whether a word is a scope. */
export function isScope(word: string): word is Scope {
  return grants.some(({ scope }) => scope === word);
}

/** The scope that a typed call needs, by the full name of its service. */
export function scopeOfCall(service: string, method: string): Scope {
  const call = `${service.slice(service.lastIndexOf(".") + 1)}/${method}`;
  return needed("calls", call, ({ pattern }) =>
    pattern.endsWith("*") ? call.startsWith(pattern.slice(0, -1)) : call === pattern,
  );
}

/** The scope that a route of the admin API needs, by its path with `:name` for parameters. */
export function scopeOfRoute(method: string, path: string): Scope {
  return needed("routes", `${method} ${path}`, ({ given, pattern }) =>
    segmentsMatch(given.split("/"), pattern.split("/")),
  );
}

/** Whether a key with these scopes may do what needs that one. */
export function allows(scopes: readonly string[], scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes("admin");
}

function needed(
  kind: "calls" | "routes",
  given: string,
  matches: (of: { readonly given: string; readonly pattern: string }) => boolean,
): Scope {
  const grant = grants.find((each) => each[kind].some((pattern: string) => matches({ given, pattern })));
  return grant?.scope ?? "admin";
}

function segmentsMatch(given: readonly string[], pattern: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === "**";
  const fixed = isOpen ? pattern.slice(0, -1) : pattern;
  if (isOpen ? given.length < pattern.length : given.length !== pattern.length) return false;
  return fixed.every((segment, index) => segment === "*" || segment === given[index]);
}
