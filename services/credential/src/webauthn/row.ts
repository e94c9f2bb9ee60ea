import type { Prisma } from "@signet/db";
import type { WebauthnCredential } from "./credential.ts";

type Row = Prisma.CredentialWebauthnCredentialGetPayload<object>;

/** A credential as a row of its table. */
export function toRow(tenantId: string, credential: WebauthnCredential) {
  const { signCount, transports, lastUsedTime, createTime, updateTime, ...same } = credential;
  return {
    ...same,
    tenantId,
    signCount: BigInt(signCount),
    transports: [...transports],
    lastUsedAt: lastUsedTime,
    createdAt: createTime,
    updatedAt: updateTime,
  };
}

/** A row of the table as a credential. */
export function fromRow({ tenantId: _, ...row }: Row): WebauthnCredential {
  const { signCount, transports, userHandle, lastUsedAt, createdAt, updatedAt, ...same } = row;
  return {
    ...same,
    signCount: Number(signCount),
    transports: Array.isArray(transports) ? transports.filter((word) => typeof word === "string") : [],
    userHandle: userHandle ?? undefined,
    lastUsedTime: lastUsedAt ?? undefined,
    createTime: createdAt,
    updateTime: updatedAt,
  };
}
