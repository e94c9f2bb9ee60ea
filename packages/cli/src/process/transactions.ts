import { timestampDate } from "@bufbuild/protobuf/wkt";
import { RelyingPartyTransactionService } from "@signet/proto/credential/v1/relying_party_transaction_service";
import { type CommandInput, withUnits } from "./units.ts";

/** What came of verifying a transaction again; times in ISO text. */
export interface Verified {
  readonly valid: boolean;
  readonly checks: readonly { readonly name: string; readonly passed: boolean }[];
  readonly transaction: {
    readonly id: string;
    readonly identifier: string;
    readonly text: string;
    readonly userId: string;
    readonly credentialId: string;
    readonly signTime?: string;
  };
  readonly evidence?: Readonly<Record<string, string | boolean>>;
}

/** Verifies a signed transaction from what was stored. */
export function verifyTransaction(
  input: CommandInput,
  { id, relyingPartyId }: { readonly id: string; readonly relyingPartyId: string },
): Promise<Verified> {
  return withUnits(input, async ({ peers, call }) => {
    const transactions = peers.client(RelyingPartyTransactionService);
    const answer = await transactions.verifyRelyingPartyTransaction({ transactionId: id, relyingPartyId }, call);
    const { valid, checks, transaction, evidence } = answer;
    if (!transaction) throw new Error("the answer holds no transaction");
    const { transactionId, identifier, text, userId, credentialId, signTime } = transaction;
    return {
      valid,
      checks: checks.map(({ name, passed }) => ({ name, passed })),
      transaction: {
        ...{ id: transactionId, identifier, text, userId, credentialId },
        ...(signTime && { signTime: timestampDate(signTime).toISOString() }),
      },
      ...(evidence && { evidence: plain(evidence) }),
    };
  });
}

function plain({ $typeName: _, $unknown: __, ...members }: { $typeName: string; $unknown?: unknown } & object) {
  return members as Readonly<Record<string, string | boolean>>;
}
