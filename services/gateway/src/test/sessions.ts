import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ClaimsSchema, SessionSchema } from "@signet/proto/token/v1/session";
import type { Fakes } from "./world.ts";

/** Somebody with a session. */
export const ada = {
  userId: "7f0b6a6e-5a0e-4f3f-9a4b-51b8c9f0d2a1",
  sessionId: "9e9b1c2d-7f65-4a1b-8d55-1b6a0f6a2c11",
  email: "ada@example.com",
};

/** The token of that session; the only one that the faked token unit knows. */
export const adasToken = "header.payload.signature";

/** When it was issued, and when it ends. */
export const issuedAt = timestampFromDate(new Date("2026-03-01T12:00:00.104Z"));
export const expiration = timestampFromDate(new Date("2026-03-02T00:00:00.104Z"));

const session: MessageInitShape<typeof SessionSchema> = { userId: ada.userId, sessionId: ada.sessionId };
const claims: MessageInitShape<typeof ClaimsSchema> = {
  subject: ada.userId,
  sessionId: ada.sessionId,
  issuedAt,
  expiration,
  audience: ["localhost"],
  email: { address: ada.email, isPrimary: true, isVerified: true },
  amr: ["passkey"],
};

/** A token unit that knows one session, and writes down what it was asked. */
export function fakeSessions(asked: { readonly tokens: readonly string[]; readonly touch: boolean }[] = []) {
  return {
    validateSession({ tokens, touch }) {
      asked.push({ tokens, touch });
      return tokens.includes(adasToken) ? { session, claims } : {};
    },
  } satisfies Fakes["token"];
}
