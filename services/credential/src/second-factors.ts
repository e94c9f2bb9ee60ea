import type { Prisma } from "@signet/db";

/**
 * What follows from a change of a user's factors, in the transaction of the change: devices that were trusted to skip
 * the factors of before are trusted no longer.
 */
export async function forgetDevices(tx: Prisma.TransactionClient, tenantId: string, userId: string): Promise<void> {
  await tx.credentialDevice.deleteMany({ where: { tenantId, userId } });
}

/** Recovery codes stand in for another factor; without one they would come back to life with the next. */
export async function forgetIdleRecoveryCodes(
  tx: Prisma.TransactionClient,
  tenantId: string,
  userId: string,
): Promise<void> {
  const keys = await tx.credentialWebauthnCredential.count({ where: { tenantId, userId, mfaOnly: true } });
  const apps = keys > 0 ? 0 : await tx.credentialTotp.count({ where: { tenantId, userId } });
  if (keys + apps === 0) await tx.credentialRecoveryCode.deleteMany({ where: { tenantId, userId } });
}
