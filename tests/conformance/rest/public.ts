import { origin, type Scenario } from "./script.ts";

/** Exchanges with the session routes of the public API. */
export const publicScenarios: Readonly<Record<string, Scenario>> = {
  async status({ pub }) {
    await pub("page", "GET /");
    await pub("alive", "GET /health/alive");
    await pub("ready", "GET /health/ready");
    await pub("unknown route", "GET /nothing");
    await pub("wrong method", "DELETE /login");
  },

  async cors({ pub }) {
    for (const [name, from] of Object.entries({ allowed: origin, foreign: "http://evil.example" })) {
      await pub(`${name}: simple`, "GET /me", { headers: { origin: from } });
      await pub(`${name}: preflight`, "OPTIONS /login", {
        headers: {
          origin: from,
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type,authorization",
        },
      });
    }
  },

  async "no session"({ pub }) {
    await pub("me", "GET /me");
    await pub("logout", "POST /logout");
    await pub("profile", "POST /profile");
    await pub("validate get", "GET /sessions/validate");
    await pub("validate post", "POST /sessions/validate", { body: {} });
    await pub("validate empty", "POST /sessions/validate", { body: { session_token: "" } });
    await pub("garbage bearer", "GET /me", { token: "garbage" });
    await pub("garbage validate", "GET /sessions/validate", { token: "garbage" });
    await pub("garbage post", "POST /sessions/validate", { body: { session_token: "a.b.c" } });
    await pub("broken post", "POST /sessions/validate", { body: "{" });
  },

  async session({ pub, person }) {
    const { token = "" } = await person("both");
    const cookie = { cookie: `hanko=${token}` };
    const cut = token.slice(0, -4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    const unsigned = `${header}.${token.split(".")[1]}.`;

    await pub("me by bearer", "GET /me", { token });
    await pub("me by cookie", "GET /me", { headers: cookie });
    await pub("validate by bearer", "GET /sessions/validate", { token });
    await pub("validate by cookie", "GET /sessions/validate", { headers: cookie });
    await pub("validate by body", "POST /sessions/validate", { body: { session_token: token } });
    await pub("cut signature", "GET /me", { token: cut });
    await pub("alg none", "GET /me", { token: unsigned });
    await pub("cut signature validate", "GET /sessions/validate", { token: cut });
    await pub("bad bearer, good cookie", "GET /sessions/validate", { token: cut, headers: cookie });
    await pub("profile", "POST /profile", { token });
    await pub("logout", "POST /logout", { token });
    await pub("me after", "GET /me", { token });
    await pub("validate after", "GET /sessions/validate", { token });
    await pub("logout again", "POST /logout", { token });
  },

  async "deleted user"({ pub, ask, person }) {
    const { userId, token } = await person("password");
    await ask(`DELETE /users/${userId}`);
    await pub("me", "GET /me", { token });
    await pub("validate", "GET /sessions/validate", { token });
    await pub("profile", "POST /profile", { token });
  },

  async saml({ pub }) {
    await pub("metadata", "GET /saml/metadata");
    await pub("auth", "GET /saml/auth");
    await pub("token exchange", "POST /token_exchange");
  },
};
