import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, outboxRow, problem, type UnitDeps } from "@signet/kit";
import {
  RelyingPartyCreatedSchema,
  RelyingPartyDeletedSchema,
  RelyingPartyUpdatedSchema,
} from "@signet/proto/credential/v1/relying_party_events";
import { RelyingPartyService } from "@signet/proto/credential/v1/relying_party_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { uuidArgument } from "../arguments.ts";
import { pageArgument, scopeOf, userNameArgument } from "./arguments.ts";
import { configFrom } from "./config.ts";
import type { Parties } from "./parties.ts";
import { credentialToProto, partyToProto, transactionToProto, userToProto } from "./proto.ts";
import type { RelyingParty } from "./relying-party.ts";
import type { ResultTokens } from "./signing-keys.ts";
import type { CredentialStore } from "./store-credential.ts";
import type { NamedKey } from "./store-key.ts";
import type { PartyStore } from "./store-party.ts";
import type { TransactionStore } from "./store-transaction.ts";

/** What the handlers depend on. */
export interface PartiesDeps extends Pick<UnitDeps, "now"> {
  readonly parties: Parties;
  readonly partyStore: PartyStore;
  readonly credentials: CredentialStore;
  readonly transactions: TransactionStore;
  readonly tokens: ResultTokens;
}

const MOST_CREDENTIALS = 100;
const MOST_TRANSACTIONS = 100;

/** Serves signet.credential.v1.RelyingPartyService. */
export function relyingPartyRoutes(deps: PartiesDeps) {
  const { parties, partyStore, credentials, transactions, tokens, now } = deps;

  return (router: ConnectRouter) =>
    router.service(RelyingPartyService, {
      async createRelyingParty({ relyingPartyId, displayName, config }, context) {
        const { tenantId, origin } = callerOf(context);
        const id = uuidArgument("relying_party_id", relyingPartyId);
        const name = userNameArgument("display_name", displayName.trim());
        const times = { createTime: now(), updateTime: now() };
        const party: RelyingParty = { id, displayName: name, config: configFrom(config, name), ...times };
        const message = partyToProto(party);
        const event = outboxRow(RelyingPartyCreatedSchema, tenantId, { origin, relyingParty: message }, now());
        if (await partyStore.insert(tenantId, party, event)) return { relyingParty: message };
        // The same call, repeated: it gives what the first one made.
        return { relyingParty: partyToProto(await parties.of({ tenantId, relyingPartyId: id })) };
      },

      async getRelyingParty({ relyingPartyId }, context) {
        return { relyingParty: partyToProto(await parties.of(scopeOf(context, relyingPartyId))) };
      },

      async listRelyingParties(_, context) {
        return { relyingParties: (await partyStore.list(callerOf(context).tenantId)).map(partyToProto) };
      },

      async updateRelyingParty({ relyingPartyId, displayName, config }, context) {
        const scope = scopeOf(context, relyingPartyId);
        const { tenantId, origin } = callerOf(context);
        parties.changed(scope);
        const present = await parties.of(scope);
        const name =
          displayName === undefined ? present.displayName : userNameArgument("display_name", displayName.trim());
        const updated: RelyingParty = {
          ...present,
          displayName: name,
          config: config ? configFrom(config, name) : present.config,
          updateTime: now(),
        };
        const message = partyToProto(updated);
        const event = outboxRow(RelyingPartyUpdatedSchema, tenantId, { origin, relyingParty: message }, now());
        if (!(await partyStore.update(tenantId, updated, event))) throw notFound();
        parties.changed(scope);
        return { relyingParty: message };
      },

      async deleteRelyingParty({ relyingPartyId }, context) {
        const scope = scopeOf(context, relyingPartyId);
        const { tenantId, origin } = callerOf(context);
        const init = { origin, relyingPartyId: scope.relyingPartyId };
        const event = outboxRow(RelyingPartyDeletedSchema, tenantId, init, now());
        if (!(await partyStore.delete(scope, event))) throw notFound();
        parties.changed(scope);
        return {};
      },

      async listRelyingPartyUsers({ relyingPartyId, ...page }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        const { items, total } = await credentials.listUsers(scope, pageArgument(page));
        return { users: items.map(userToProto), totalSize: BigInt(total) };
      },

      async getRelyingPartyUser({ relyingPartyId, id }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        const user = await credentials.findUser(scope, uuidArgument("id", id));
        if (!user) throw noUser();
        const { userId } = user;
        const [owned, asked] = await Promise.all([
          credentials.list(scope, { userId, page: 1, size: MOST_CREDENTIALS, order: "desc" }),
          transactions.list(scope, user.id, MOST_TRANSACTIONS),
        ]);
        return {
          user: userToProto(user),
          credentials: owned.items.map(credentialToProto),
          transactions: asked.map(transactionToProto),
        };
      },

      async deleteRelyingPartyUser({ relyingPartyId, id }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        if (!(await credentials.deleteUser(scope, uuidArgument("id", id), []))) throw noUser();
        return {};
      },

      async getRelyingPartyJwks({ relyingPartyId }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        return { jwksJson: await tokens.jwks(scope) };
      },

      async listRelyingPartyKeys({ relyingPartyId }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        return { keys: (await tokens.keys(scope)).map(keyToProto) };
      },

      async createRelyingPartyKey({ relyingPartyId, name }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        return { key: keyToProto(await tokens.addKey(scope, userNameArgument("name", name.trim()))) };
      },

      async deleteRelyingPartyKey({ relyingPartyId, keyId }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        await tokens.deleteKey(scope, uuidArgument("key_id", keyId));
        return {};
      },
    });
}

function keyToProto({ id, name, createTime }: NamedKey) {
  return { keyId: id, name, createTime: timestampFromDate(createTime) };
}

function notFound() {
  return problem(Reason.RELYING_PARTY_NOT_FOUND, "there is no such relying party");
}

function noUser() {
  return problem(Reason.RELYING_PARTY_USER_NOT_FOUND, "the relying party has no such user");
}
