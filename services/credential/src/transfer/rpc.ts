import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import type { Database } from "@signet/db";
import { callerOf, type Import, importing, problem, type Secrets, sortOut } from "@signet/kit";
import {
  type CredentialBatch,
  CredentialTransferService,
  type SecretCredentials,
  type SecretCredentialsSchema,
} from "@signet/proto/credential/v1/credential_transfer_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { uuidArgument } from "../arguments.ts";
import { TOTP_PURPOSE } from "../totp/totp.ts";
import { webauthnCredentialToProto } from "../webauthn/proto.ts";
import { importedCredentials } from "./secret-credentials.ts";
import { beginCredentialImport, findSecrets, type StoredSecrets } from "./store.ts";

/** What the service works with. */
export interface CredentialTransferDeps {
  readonly db: Database;
  readonly secrets: Secrets;
  readonly now: () => Date;
}

/** So that an answer has a bounded size. */
const MOST_USERS = 1000;

/** Serves signet.credential.v1.CredentialTransferService. */
export function credentialTransferRoutes(deps: CredentialTransferDeps) {
  const { db, secrets } = deps;
  return (router: ConnectRouter) =>
    router.service(CredentialTransferService, {
      importCredentials(requests, context) {
        const { tenantId } = callerOf(context);
        return importing<CredentialBatch, SecretCredentials>(
          requests,
          ({ credentials }) => credentials,
          () => open(deps, tenantId),
        );
      },

      async exportCredentials({ userIds }, context) {
        const { tenantId } = callerOf(context);
        if (userIds.length > MOST_USERS) {
          throw problem(Reason.ARGUMENT_INVALID, `at most ${MOST_USERS} users can be asked for`);
        }
        const ids = userIds.map((id) => uuidArgument("user_ids", id));
        const stored = await findSecrets(db, tenantId, ids);
        return { credentials: ids.flatMap((id) => secretCredentials(id, stored, secrets) ?? []) };
      },
    });
}

async function open(
  { db, secrets, now }: CredentialTransferDeps,
  tenantId: string,
): Promise<Import<SecretCredentials>> {
  const store = await beginCredentialImport(db, tenantId);
  // One time for all of them: whatever is not said happened when they moved in.
  const at = now();
  return {
    async add(messages) {
      const { made, faults } = sortOut(messages, (message) => importedCredentials(message, { secrets, now: at }));
      for (const [credentials, claim] of await store.add([...made.keys()])) {
        faults.push({ index: made.get(credentials), message: `${claim} is in use` });
      }
      return faults;
    },
    drop: (userIds) => store.delete(userIds),
    commit: () => store.commit(),
    rollBack: () => store.rollBack(),
  };
}

/** What a user has, secrets in clear text; undefined for nothing. */
function secretCredentials(
  userId: string,
  { webauthnCredentials, passwords, totps }: StoredSecrets,
  secrets: Secrets,
): MessageInitShape<typeof SecretCredentialsSchema> | undefined {
  const keys = webauthnCredentials.get(userId) ?? [];
  const password = passwords.get(userId);
  const totp = totps.get(userId);
  if (keys.length === 0 && !password && !totp) return undefined;
  return {
    userId,
    webauthnCredentials: keys.map(webauthnCredentialToProto),
    password: password && {
      passwordId: password.id,
      hash: password.hash,
      createTime: timestampFromDate(password.createdAt),
      updateTime: timestampFromDate(password.updatedAt),
    },
    totp: totp && {
      totpId: totp.id,
      secret: secrets.open(TOTP_PURPOSE, totp.sealedSecret),
      lastStep: totp.lastStep,
      createTime: timestampFromDate(totp.createdAt),
    },
  };
}
