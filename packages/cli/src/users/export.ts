import type { CallOptions, Client } from "@connectrpc/connect";
import type { CredentialTransferService } from "@signet/proto/credential/v1/credential_transfer_service";
import type { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { writeEntry } from "./write-entry.ts";

/** Whom an export talks to. */
export interface ExportPeers {
  readonly users: Pick<Client<typeof IdentityService>, "listUsers">;
  readonly credentials: Pick<Client<typeof CredentialTransferService>, "exportCredentials">;
  readonly call: CallOptions;
}

const PAGE = 500;

/** All users of the tenant, oldest first, as an import reads them; with their secrets where asked for. */
export async function* exportEntries(
  { users, credentials, call }: ExportPeers,
  { withSecrets }: { readonly withSecrets: boolean },
): AsyncGenerator<object> {
  let pageToken = "";
  do {
    const page = await users.listUsers({ pageSize: PAGE, pageToken, ascending: true, includeUnnamed: true }, call);
    const userIds = page.users.map(({ userId }) => userId);
    const found = withSecrets ? (await credentials.exportCredentials({ userIds }, call)).credentials : [];
    const secrets = new Map(found.map((each) => [each.userId, each]));
    for (const user of page.users) yield writeEntry(user, secrets.get(user.userId));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
}
