import { expect, test } from "vitest";
import { allows, isScope, scopeOfCall, scopeOfRoute, scopeTable } from "./scopes.ts";

test.each([
  ["signet.identity.v1.IdentityService", "GetUser", "users:read"],
  ["signet.identity.v1.IdentityService", "DeleteUser", "users:write"],
  ["signet.token.v1.TokenService", "ValidateSession", "sessions:read"],
  ["signet.token.v1.TokenService", "IssueSession", "sessions:write"],
  ["signet.credential.v1.WebauthnService", "DeleteWebauthnCredential", "users:write"],
  ["signet.credential.v1.WebauthnService", "VerifyAuthentication", "authenticate"],
  ["signet.credential.v1.PasswordService", "CheckPassword", "authenticate"],
  ["signet.webhook.v1.WebhookService", "ListWebhooks", "webhooks:read"],
  ["signet.webhook.v1.WebhookService", "CreateWebhook", "webhooks:write"],
  ["signet.audit.v1.AuditService", "ListEntries", "audit:read"],
  ["signet.credential.v1.ApiKeyService", "CreateApiKey", "admin"],
  ["signet.credential.v1.CredentialService", "SomethingNew", "admin"],
  ["signet.unheard.v1.OfService", "GetUser", "admin"],
])("%s/%s needs %s", (service, method, scope) => {
  expect(scopeOfCall(service, method)).toBe(scope);
});

test.each([
  ["GET", "/users", "users:read"],
  ["GET", "/users/:id", "users:read"],
  ["GET", "/users/:user_id/emails/:email_id", "users:read"],
  ["PATCH", "/users/:id/metadata", "users:write"],
  ["DELETE", "/users/:id", "users:write"],
  ["GET", "/users/:user_id/sessions", "sessions:read"],
  ["DELETE", "/users/:user_id/sessions/:session_id", "sessions:write"],
  ["POST", "/sessions", "sessions:write"],
  ["GET", "/audit_logs", "audit:read"],
  ["GET", "/webhooks", "webhooks:read"],
  ["PUT", "/webhooks/:id", "webhooks:write"],
  ["GET", "/usersandmore", "admin"],
  ["POST", "/anything/else", "admin"],
])("%s %s needs %s", (method, path, scope) => {
  expect(scopeOfRoute(method, path)).toBe(scope);
});

test("a key may do what its scopes say, and with admin everything", () => {
  expect(allows(["users:read"], "users:read")).toBe(true);
  expect(allows(["users:read"], "users:write")).toBe(false);
  expect(allows(["admin"], "users:write")).toBe(true);
  expect(allows([], "users:read")).toBe(false);
  for (const { scope } of scopeTable) expect(isScope(scope)).toBe(true);
  expect(isScope("constructor")).toBe(false);
});
