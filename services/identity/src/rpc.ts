import type { Any } from "@bufbuild/protobuf/wkt";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter, HandlerContext } from "@connectrpc/connect";
import { callerOf, isUuid, problem, type Secrets, uuidv4 } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import {
  type CreateUserRequest,
  IdentityService,
  type MetadataPatch,
  type NewEmail as NewEmailMessage,
} from "@signet/proto/identity/v1/identity_service";
import { eventsOf, userCreated, userDeleted } from "./announce.ts";
import type { Change } from "./change.ts";
import { createUser } from "./create-user.ts";
import { addEmail, deleteEmail, emailTaken, type NewEmail, setPrimaryEmail, verifyEmail } from "./email.ts";
import { listUsers } from "./list.ts";
import { type Patch, patchMetadata } from "./metadata.ts";
import { toProto } from "./proto.ts";
import type { IdentityStore } from "./store.ts";
import { updateUser } from "./update-user.ts";
import { newUser, type User } from "./user.ts";
import { deleteUsername, setUsername, usernameTaken } from "./username.ts";

/** What the service works with. */
export interface IdentityDeps {
  readonly store: IdentityStore;
  readonly secrets: Secrets;
  readonly now: () => Date;
}

/** Serves signet.identity.v1.IdentityService. */
export function identityRoutes({ store, secrets, now }: IdentityDeps) {
  /** Lets the domain change a user and answers with the result; `taken` is the refusal of a unique name. */
  async function change(
    { userId, credentials }: { readonly userId: string; readonly credentials?: Any | undefined },
    context: HandlerContext,
    decide: (user: User, at: Date) => Change,
    taken = () => new Error("a change that names nothing cannot be refused for its name"),
  ) {
    const { tenantId, origin } = callerOf(context);
    const at = now();
    const id = idOf(userId);
    const changed = await store.change(tenantId, id, (user) => {
      const decided = decide(user, at);
      return { user: decided.user, events: eventsOf(decided, { tenantId, origin, credentials, now: at }) };
    });
    if (changed === "unknown") throw userNotFound(id);
    if (changed === "taken") throw taken();
    return { user: toProto(changed) };
  }

  return (router: ConnectRouter) =>
    router.service(IdentityService, {
      async getUser({ userId }, context) {
        const { tenantId } = callerOf(context);
        const user = await store.find(tenantId, idOf(userId));
        if (!user) throw userNotFound(userId);
        return { user: toProto(user) };
      },

      async findUser({ identifier }, context) {
        const { tenantId } = callerOf(context);
        if (!identifier.case) throw problem(Reason.ARGUMENT_INVALID, "email or username must be given");
        const name = identifier.value.trim();
        // Nobody has such a name, and PostgreSQL cannot be asked for it.
        if (name === "" || name.includes("\0")) return {};
        const user =
          identifier.case === "email"
            ? await store.findByAddress(tenantId, name.toLowerCase())
            : await store.findByUsername(tenantId, name);
        return user ? { user: toProto(user) } : {};
      },

      async listUsers(request, context) {
        const { tenantId } = callerOf(context);
        const { users, nextPageToken, total } = await listUsers({ store, secrets }, tenantId, request);
        return { users: users.map(toProto), nextPageToken, totalSize: BigInt(total) };
      },

      async createUser(request, context) {
        const { tenantId, origin } = callerOf(context);
        const at = now();
        const user = newUser(newUserOf(request), at);
        const event = userCreated(user, { tenantId, origin, credentials: request.credentials, now: at });
        const usernameId = request.usernameId || undefined;
        return { user: toProto(await createUser({ store, tenantId, usernameId }, user, event)) };
      },

      updateUser({ user: said, updateMask, credentials }, context) {
        if (!said) throw problem(Reason.ARGUMENT_INVALID, "user must be given");
        const mask = updateMask?.paths ?? [];
        const username = { id: uuidv4(), username: said.username?.username ?? "" };
        const decide = (user: User, at: Date) => updateUser(user, { ...said, username }, { mask, now: at });
        return change({ userId: said.userId, credentials }, context, decide, () => usernameTaken(username.username));
      },

      async deleteUser({ userId, credentials }, context) {
        const { tenantId, origin } = callerOf(context);
        const circumstances = { tenantId, origin, credentials, now: now() };
        const id = userId.toLowerCase();
        if (isUuid(id)) await store.delete(tenantId, id, (user) => userDeleted(user, circumstances));
        return {};
      },

      createEmail(request, context) {
        const { email, limit } = request;
        if (!email) throw problem(Reason.ARGUMENT_INVALID, "email must be given");
        const said = newEmailOf(email);
        const decide = (user: User, at: Date) => addEmail(user, said, { limit, now: at });
        return change(request, context, decide, () => emailTaken(said.address));
      },

      verifyEmail: (request, context) => change(request, context, (user, at) => verifyEmail(user, request.emailId, at)),

      setPrimaryEmail: (request, context) =>
        change(request, context, (user, at) => setPrimaryEmail(user, request.emailId, at)),

      deleteEmail: (request, context) => change(request, context, (user) => deleteEmail(user, request)),

      setUsername(request, context) {
        const said = { id: uuidv4(), username: request.username };
        const decide = (user: User, at: Date) => setUsername(user, said, at);
        return change(request, context, decide, () => usernameTaken(request.username));
      },

      deleteUsername: (request, context) => change(request, context, deleteUsername),

      patchMetadata(request, context) {
        const { publicMetadata, privateMetadata, unsafeMetadata } = request;
        const patch = {
          public: patchOf(publicMetadata),
          private: patchOf(privateMetadata),
          unsafe: patchOf(unsafeMetadata),
        };
        return change(request, context, (user) => patchMetadata(user, patch));
      },
    });
}

function newUserOf(request: CreateUserRequest) {
  const { userId: id, emails, username, name, givenName, familyName, picture, createTime } = request;
  if (!isUuid(id)) throw problem(Reason.ARGUMENT_INVALID, "user_id must be a UUID in lower case");
  const usernameId = request.usernameId || uuidv4();
  if (!isUuid(usernameId)) throw problem(Reason.ARGUMENT_INVALID, "username_id must be a UUID in lower case");
  return {
    id,
    emails: emails.map(newEmailOf),
    usernameId,
    username,
    name,
    givenName,
    familyName,
    picture,
    createTime: createTime && timestampDate(createTime),
  };
}

function newEmailOf({ emailId: id, address, isVerified, isPrimary }: NewEmailMessage): NewEmail {
  return { id, address, isVerified, isPrimary };
}

function patchOf(patch: MetadataPatch | undefined): Patch {
  switch (patch?.change.case) {
    case "merge":
      return { merge: patch.change.value };
    case "clear":
      return patch.change.value ? "clear" : "keep";
    default:
      return "keep";
  }
}

/** An id as the database has it; what is no id is nobody's. */
function idOf(userId: string): string {
  const id = userId.toLowerCase();
  if (!isUuid(id)) throw userNotFound(userId);
  return id;
}

function userNotFound(userId: string): Error {
  return problem(Reason.USER_NOT_FOUND, "there is no such user", { userId });
}
