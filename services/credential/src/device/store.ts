import type { Database } from "@signet/db";

/** A device that is trusted for a user, known by the MAC of its token. */
export interface Device {
  readonly id: string;
  readonly userId: string;
  readonly tokenMac: string;
  readonly expireTime: Date;
  readonly createTime: Date;
}

/** What is asked of the database about trusted devices. */
export interface DeviceStore {
  /** Stores a device; one with the same id gets the new token. */
  put(tenantId: string, device: Device): Promise<void>;
  /** Whether a user trusts the device with a token, given its MAC under each key. */
  isTrusted(
    tenantId: string,
    userId: string,
    token: { readonly macs: readonly string[]; readonly now: Date },
  ): Promise<boolean>;
  deleteAll(tenantId: string, userId: string): Promise<void>;
}

/** The store over a database. */
export function createDeviceStore({ prisma }: Database): DeviceStore {
  const devices = prisma.credentialDevice;
  return {
    async put(tenantId, { id, expireTime, createTime, ...same }) {
      const row = { ...same, expiresAt: expireTime, createdAt: createTime };
      await devices.upsert({ where: { tenantId_id: { tenantId, id } }, create: { tenantId, id, ...row }, update: row });
    },

    async isTrusted(tenantId, userId, { macs, now }) {
      const where = { tenantId, userId, tokenMac: { in: [...macs] }, expiresAt: { gt: now } };
      return (await devices.count({ where })) > 0;
    },

    async deleteAll(tenantId, userId) {
      await devices.deleteMany({ where: { tenantId, userId } });
    },
  };
}
