import type { ConnectRouter } from "@connectrpc/connect";
import { callerOf, isUuid, problem, type Secrets } from "@signet/kit";
import { RelyingPartyTransactionService } from "@signet/proto/credential/v1/relying_party_transaction_service";
import { Reason } from "@signet/proto/errors/v1/errors";
import { scopeOf } from "./arguments.ts";
import { verifyEvidence } from "./evidence.ts";
import type { Parties } from "./parties.ts";
import { transactionToProto } from "./proto.ts";
import type { TransactionStore } from "./store-transaction.ts";
import type { StoredTransaction } from "./transaction.ts";

/** What the handlers depend on. */
export interface TransactionsDeps {
  readonly parties: Parties;
  readonly transactions: TransactionStore;
  readonly secrets: Secrets;
}

const DEFAULT_SIZE = 100;
const LARGEST_SIZE = 1_000;
const LONGEST_ID = 128;

/** Serves signet.credential.v1.RelyingPartyTransactionService. */
export function relyingPartyTransactionRoutes({ parties, transactions, secrets }: TransactionsDeps) {
  return (router: ConnectRouter) =>
    router.service(RelyingPartyTransactionService, {
      async listRelyingPartyTransactions({ relyingPartyId, userId, pageSize }, context) {
        const scope = scopeOf(context, relyingPartyId);
        await parties.of(scope);
        if (!isStorable(userId)) return {};
        const size = Math.min(Math.max(pageSize, 0) || DEFAULT_SIZE, LARGEST_SIZE);
        const listed = await transactions.list(scope, userId, size);
        return { transactions: listed.map(transactionToProto) };
      },

      async verifyRelyingPartyTransaction({ relyingPartyId, transactionId: id }, context) {
        const { tenantId } = callerOf(context);
        const scope = relyingPartyId === "" ? undefined : scopeOf(context, relyingPartyId);
        const byId = isUuid(id.toLowerCase()) ? await transactions.find(tenantId, id.toLowerCase()) : undefined;
        const isTheirs = byId && (scope === undefined || byId.relyingPartyId === scope.relyingPartyId);
        const named = scope && !isTheirs && isStorable(id) ? await transactions.findByIdentifier(scope, id) : undefined;
        const transaction = isTheirs ? byId : named;
        if (!transaction) throw problem(Reason.RELYING_PARTY_TRANSACTION_NOT_FOUND, "there is no such transaction");
        return verdictOn(transaction);
      },
    });

  function verdictOn(transaction: StoredTransaction) {
    const { checks, client, data } = verifyEvidence(transaction, secrets);
    const { evidence, credentialId } = transaction;
    return {
      valid: checks.every(({ passed }) => passed),
      checks: [...checks],
      transaction: transactionToProto(transaction),
      evidence: evidence && {
        ...{ rpId: evidence.rpId, challenge: evidence.challenge, credentialId, publicKey: evidence.publicKey },
        ...{ clientDataJson: evidence.clientDataJson, authenticatorData: evidence.authenticatorData },
        ...{ signature: evidence.signature, origin: client?.origin ?? "", userVerified: data?.userVerified === true },
      },
    };
  }
}

function isStorable(text: string): boolean {
  return text !== "" && text.length <= LONGEST_ID && !text.includes("\0");
}
