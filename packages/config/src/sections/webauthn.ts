import { z } from "zod";
import { text, texts, whole } from "../keys.ts";
import { normaliseOrigin, originFault } from "../origin.ts";

/** The relying party that passkeys and security keys belong to. */
export const webauthn = z.object({
  relying_party: z.object({
    id: text("localhost", {
      env: "WEBAUTHN_RELYING_PARTY_ID",
      about: "The domain that credentials are bound to; changing it makes them all useless.",
      allowed: "a domain without scheme, port and path",
    }),
    display_name: text("Hanko Authentication Service", {
      env: "WEBAUTHN_RELYING_PARTY_DISPLAY_NAME",
      about: "The name that authenticators show.",
      allowed: "not empty",
    }),
    origins: texts(["http://localhost:8888"], {
      env: "WEBAUTHN_RELYING_PARTY_ORIGINS",
      about: "The pages and apps that may use credentials.",
      allowed: "at least one; `https://…` except on localhost, or `android:apk-key-hash:…`",
      check: originFault,
      normalise: normaliseOrigin,
    }),
    icon: text("", { env: "WEBAUTHN_RELYING_PARTY_ICON", about: "Accepted and not used: browsers dropped it." }),
  }),
  timeouts: z.object({
    registration: whole(600000, {
      env: "WEBAUTHN_TIMEOUTS_REGISTRATION",
      about: "Time to make a credential in milliseconds; 0 means five minutes.",
      zeroMeans: 300000,
    }),
    login: whole(600000, {
      env: "WEBAUTHN_TIMEOUTS_LOGIN",
      about: "Time to use a credential in milliseconds; 0 means five minutes.",
      zeroMeans: 300000,
    }),
  }),
});
