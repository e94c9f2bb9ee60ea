import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  RelyingPartyCredentialSchema,
  RelyingPartySchema,
  RelyingPartyTransactionSchema,
  RelyingPartyUserSchema,
} from "@signet/proto/credential/v1/relying_party";
import type { RelyingPartyCredential } from "./credential.ts";
import type { RelyingParty, RelyingPartyUser } from "./relying-party.ts";
import type { StoredTransaction } from "./transaction.ts";

/** A relying party as a message. */
export function partyToProto(party: RelyingParty): MessageInitShape<typeof RelyingPartySchema> {
  const { id, displayName, config, createTime, updateTime } = party;
  const { origins, corsOrigins, allowedAaguids } = config;
  return {
    relyingPartyId: id,
    displayName,
    config: {
      ...config,
      origins: [...origins],
      corsOrigins: [...corsOrigins],
      allowedAaguids: [...allowedAaguids],
    },
    createTime: timestampFromDate(createTime),
    updateTime: timestampFromDate(updateTime),
  };
}

/** A user as a message. */
export function userToProto(user: RelyingPartyUser): MessageInitShape<typeof RelyingPartyUserSchema> {
  const { createTime, updateTime, ...same } = user;
  return { ...same, createTime: timestampFromDate(createTime), updateTime: timestampFromDate(updateTime) };
}

/** A credential as a message. */
export function credentialToProto(
  credential: RelyingPartyCredential,
): MessageInitShape<typeof RelyingPartyCredentialSchema> {
  const { id, user, transports, lastUsedTime, createTime, updateTime, ...same } = credential;
  return {
    ...same,
    credentialId: id,
    user: userToProto(user),
    transports: [...transports],
    lastUsedTime: timestampFromDate(lastUsedTime),
    createTime: timestampFromDate(createTime),
    updateTime: timestampFromDate(updateTime),
  };
}

/** A transaction as a message. */
export function transactionToProto(
  transaction: StoredTransaction,
): MessageInitShape<typeof RelyingPartyTransactionSchema> {
  const { id, identifier = "", text, userId, credentialId, signTime, createTime, updateTime } = transaction;
  return {
    ...{ transactionId: id, identifier, text, userId, credentialId },
    signTime: signTime && timestampFromDate(signTime),
    createTime: timestampFromDate(createTime),
    updateTime: timestampFromDate(updateTime),
  };
}
