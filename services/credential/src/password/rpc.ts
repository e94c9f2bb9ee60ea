import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, outboxRow, problem, rescue, type UnitDeps, uuidv7 } from "@signet/kit";
import { PasswordChangedSchema, PasswordDeletedSchema } from "@signet/proto/credential/v1/credential_events";
import {
  PasswordCondition,
  PasswordContext,
  PasswordService,
  type SetPasswordRequest,
} from "@signet/proto/credential/v1/password_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { uuidArgument } from "../arguments.ts";
import { passwordToProto, userCredentialsToProto } from "../user-credentials/proto.ts";
import type { Hasher } from "./hasher.ts";
import { isKnownHash } from "./imported-hashes.ts";
import { assertAcceptable, isTooLong } from "./password.ts";
import type { PasswordChange, PasswordStore } from "./store.ts";

/** What the handlers depend on. */
export interface PasswordDeps extends Pick<UnitDeps, "settings" | "now"> {
  readonly store: PasswordStore;
  readonly hasher: Hasher;
}

const conditions = {
  [PasswordCondition.UNSPECIFIED]: undefined,
  [PasswordCondition.ABSENT]: "if absent",
  [PasswordCondition.PRESENT]: "if present",
} as const satisfies Record<PasswordCondition, PasswordChange["only"]>;

const exists = () => problem(Reason.PASSWORD_EXISTS, "the user has a password");
const notFound = () => problem(Reason.PASSWORD_NOT_FOUND, "the user has no password");

// The words are those that the audit log of the contract has (public-rest.md section 8.12).
const wrong = (why: string) => problem(Reason.PASSWORD_INVALID, why);

/** Serves signet.credential.v1.PasswordService. */
export function passwordRoutes({ store, hasher, settings, now }: PasswordDeps) {
  const minLengthOf = (tenantId: string) => ({ minLength: settings(tenantId).password.min_length });

  /** The hash to store: of the given password, if it is acceptable, or the one that was made of it earlier. */
  async function hashFrom({ secret, context }: SetPasswordRequest, tenantId: string, signal: AbortSignal) {
    if (secret.case === "passwordHash" && isKnownHash(secret.value)) return secret.value;
    if (secret.case !== "password") throw problem(Reason.ARGUMENT_INVALID, "password or password_hash is missing");
    // Operators are not bound by the rule for users (admin-rest.md section 7).
    const rule = context === PasswordContext.ADMIN ? { minLength: 0 } : minLengthOf(tenantId);
    assertAcceptable(secret.value, rule);
    return hasher.hash(secret.value, signal);
  }

  return (router: ConnectRouter) =>
    router.service(PasswordService, {
      async hashPassword({ password }, context) {
        const { tenantId } = callerOf(context);
        assertAcceptable(password, minLengthOf(tenantId));
        return { passwordHash: await hasher.hash(password, context.signal) };
      },

      async setPassword(request, context) {
        const { tenantId, origin } = callerOf(context);
        const userId = uuidArgument("user_id", request.userId);
        const only = conditions[request.condition];
        const { credentials, passwordHash } = await store.find(tenantId, userId);
        // Refused before the work is done; that it still holds is seen to when the password is stored.
        if (only === "if absent" && credentials.password) throw exists();
        if (only === "if present" && !credentials.password) throw notFound();
        const hash = await hashFrom(request, tenantId, context.signal);
        if (credentials.password && passwordHash === hash) {
          return { password: passwordToProto(credentials.password), created: false }; // The same call, repeated.
        }

        const done = await store.set(tenantId, userId, {
          id: uuidv7(now()),
          hash,
          now: now(),
          only,
          eventOf(set) {
            const after = userCredentialsToProto({ ...credentials, password: set.password });
            const init = { origin, userId, context: request.context, created: set.created, credentials: after };
            return outboxRow(PasswordChangedSchema, tenantId, { ...init, user: request.user }, now());
          },
        });
        if (done === "present") throw exists();
        if (done === "absent") throw notFound();
        return { password: passwordToProto(done.password), created: done.created };
      },

      async checkPassword({ userId: given, password }, context) {
        const { tenantId } = callerOf(context);
        const userId = given && uuidArgument("user_id", given);
        // Looks for nobody as well: an unknown user costs what a known one does.
        const { credentials, passwordHash } = await store.find(tenantId, userId);
        const candidate = isTooLong(password) ? "" : password;
        const isRight = await hasher.matches(candidate, passwordHash, context.signal);
        if (passwordHash === undefined) throw wrong("user has no password credential");
        if (!isRight || candidate !== password) throw wrong("password hash not equal");

        if (hasher.isOutdated(passwordHash)) await upgrade({ tenantId, userId, password, from: passwordHash });
        return { credentials: userCredentialsToProto(credentials) };
      },

      async deletePassword(request, context) {
        const { tenantId, origin } = callerOf(context);
        const userId = uuidArgument("user_id", request.userId);
        const event = outboxRow(PasswordDeletedSchema, tenantId, { origin, userId }, now());
        return { deleted: await store.delete(tenantId, userId, event) };
      },
    });

  /** Hashes anew while the password is at hand. Under load it waits for the next login. */
  async function upgrade(login: { tenantId: string; userId: string; password: string; from: string }) {
    const { tenantId, userId, password, from } = login;
    const to = await rescue(hasher.hash(password), { [Reason.OVERLOADED]: () => undefined });
    if (to !== undefined) await store.upgrade(tenantId, userId, { from, to });
  }
}
