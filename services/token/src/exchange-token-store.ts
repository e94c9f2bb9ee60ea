import type { Database, Prisma } from "@signet/db";
import type { ExchangeToken } from "./exchange-token.ts";

/** Everything the token service asks of its database about exchange tokens. */
export interface ExchangeTokenStore {
  insert(tenantId: string, token: ExchangeToken): Promise<void>;
  find(tenantId: string, macs: readonly string[]): Promise<ExchangeToken | undefined>;
  /** Takes a token away. False when somebody else took it first. */
  take(tenantId: string, mac: string): Promise<boolean>;
}

/** Exchange tokens in the table token_exchange_tokens. */
export function createExchangeTokenStore({ prisma }: Database): ExchangeTokenStore {
  return {
    async insert(tenantId, { mac, userId, context, expireTime, createTime }) {
      await prisma.tokenExchangeToken.create({
        data: {
          tenantId,
          tokenMac: mac,
          userId,
          // A Struct is JSON without a null at the top, which is all that the two types disagree about.
          context: context as Prisma.InputJsonObject,
          expiresAt: expireTime,
          createdAt: createTime,
        },
      });
    },

    async find(tenantId, macs) {
      const row = await prisma.tokenExchangeToken.findFirst({ where: { tenantId, tokenMac: { in: [...macs] } } });
      if (!row) return undefined;
      const { tokenMac, userId, expiresAt, createdAt } = row;
      // Only insert() writes the column, from an object.
      const context = row.context as Prisma.JsonObject as ExchangeToken["context"];
      return { mac: tokenMac, userId, context, expireTime: expiresAt, createTime: createdAt };
    },

    async take(tenantId, tokenMac) {
      return (await prisma.tokenExchangeToken.deleteMany({ where: { tenantId, tokenMac } })).count > 0;
    },
  };
}
