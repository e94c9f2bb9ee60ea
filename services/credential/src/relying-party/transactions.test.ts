import { createHash } from "node:crypto";
import { RelyingPartyApi } from "@signet/proto/credential/v1/relying_party";
import { RelyingPartyTransactionSignedSchema } from "@signet/proto/credential/v1/relying_party_events";
import { expect, test } from "vitest";
import { checkFrom, onBothDatabases, outcomes, reasonFrom, times } from "../test/worlds.ts";
import { challengeWith } from "./challenge.ts";
import { relyingPartyWorld } from "./test/world.ts";

const { AUTHENTICATION, PASSKEYS } = RelyingPartyApi;
const zeroTo31 = Buffer.from(Array.from({ length: 32 }, (_, index) => index));

test("the challenge of a text is that of the contract", () => {
  expect(challengeWith(zeroTo31, "", "Send 12 EUR to Bea")).toBe(
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8oG8CPJnhdTFIvStwvNMgTbCH7kmyvoeYKneW2zgBM3Q",
  );
  expect(challengeWith(zeroTo31, "", "")).toBe("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
});

test("the challenge of identified data is that of the contract", () => {
  const data = String.raw`{"amount":19.9,"note":"Books \u0026 pens","to":"bea"}`;
  expect(challengeWith(zeroTo31, "inv-2024-77", data)).toBe(
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9UrXenuxJyxHZxfvBXHF2j9Q20Dz-M7OGUYwSRbqLtIQ",
  );
});

await onBothDatabases("transactions of relying parties", (world) => {
  const { units, call } = world;
  const { ceremonies, transactions, parties, credentials, newParty, register, sign, elsewhere } =
    relyingPartyWorld(world);
  const verify = (transactionId = "", relyingPartyId = "") =>
    transactions.verifyRelyingPartyTransaction({ transactionId, relyingPartyId }, call);
  const failed = async (transactionId = "") =>
    (await verify(transactionId)).checks.filter(({ passed }) => !passed).map(({ name }) => name);

  test("what was signed, by whom, when and with what is proven later from what was stored", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const { transaction } = await sign(party, passkey, { userId: "ada", text: "Send 12 EUR to Bea" });
    expect(transaction).toMatchObject({ userId: "ada", credentialId: passkey.id, text: "Send 12 EUR to Bea" });

    // Whatever becomes of the credential and the user: the evidence stands by itself.
    await credentials.deleteRelyingPartyCredential({ relyingPartyId: party, credentialId: passkey.id }, call);
    const { users } = await parties.listRelyingPartyUsers({ relyingPartyId: party }, call);
    await parties.deleteRelyingPartyUser({ relyingPartyId: party, id: users[0]?.id ?? "" }, call);
    const verdict = await verify(transaction?.transactionId);
    expect(verdict).toMatchObject({
      valid: true,
      transaction: { userId: "ada", text: "Send 12 EUR to Bea", credentialId: passkey.id },
      evidence: { rpId: "localhost", origin: "http://localhost:8888", userVerified: true },
    });
    expect(verdict.transaction?.signTime).toBeDefined();
    const challenge = Buffer.from(verdict.evidence?.challenge ?? "", "base64url");
    const hash = createHash("sha256").update("Send 12 EUR to Bea").digest();
    expect([challenge.length, challenge.subarray(32)]).toEqual([64, hash]);
  });

  test.each([
    ["text", "text = 'Send 1200 EUR to Eve'", ["record", "text"]],
    ["user", "user_id = 'eve'", ["record"]],
    ["time", "signed_at = created_at - INTERVAL '1' DAY", ["record"]],
    ["relying party's name for it", "identifier = 'other'", ["record", "text"]],
  ])("a changed %s in the database shows", async (_what, change, checks) => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const { transaction } = await sign(party, passkey, { text: "Send 12 EUR to Bea" });
    const id = transaction?.transactionId ?? "";
    const update = `UPDATE credential_relying_party_transactions SET ${change} WHERE id = $1`;
    await units.db.sql.execute(`test_change ${change}`, update, [id]);
    expect(await failed(id)).toEqual(checks);
    expect((await verify(id)).valid).toBe(false);
  });

  test("what nobody signed is not valid", async () => {
    const party = await newParty();
    await register(party, "ada");
    const ask = { relyingPartyId: party, api: AUTHENTICATION, userId: "ada", preferences: {}, text: "Send 12 EUR" };
    const { transaction } = await ceremonies.initializeTransaction(ask, call);
    expect(await failed(transaction?.transactionId)).toEqual(["signed"]);
  });

  test("an answer to another text is no signature of this one", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const challenge = challengeWith(zeroTo31, "", "Send 1200 EUR to Eve");
    const attempt = sign(party, passkey, { text: "Send 12 EUR to Bea", tampering: { challenge } });
    expect(await reasonFrom(attempt)).toBe("RELYING_PARTY_CEREMONY_UNKNOWN");
  });

  test("no text makes a plain challenge, which still ends as a transaction", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const { transaction } = await sign(party, passkey, { text: "" });
    const { valid, evidence } = await verify(transaction?.transactionId);
    expect([valid, Buffer.from(evidence?.challenge ?? "", "base64url").length]).toEqual([true, 32]);
  });

  test("an identifier is used once for ever, also by sixteen at the same time", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const ask = {
      ...{ relyingPartyId: party, api: PASSKEYS, userId: "ada", preferences: {} },
      ...{ identifier: "inv-77", text: "{}" },
    };
    expect(await outcomes(times(16, () => ceremonies.initializeTransaction(ask, call)))).toEqual({
      success: 1,
      RELYING_PARTY_TRANSACTION_TAKEN: 15,
    });
    const elsewhereToo = await newParty();
    await register(elsewhereToo, "ada");
    expect(
      await reasonFrom(ceremonies.initializeTransaction({ ...ask, relyingPartyId: elsewhereToo }, call)),
    ).toBeUndefined();
    const signed = await sign(party, passkey, { text: "{}", identifier: "inv-78", api: PASSKEYS, userId: "ada" });
    expect((await verify("inv-78", party)).transaction?.transactionId).toBe(signed.transaction?.transactionId);
  });

  test("one signature is told once, without the signature itself", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada");
    const { transaction } = await sign(party, passkey, { text: "Send 12 EUR to Bea" });
    const told = await units.events("credential", RelyingPartyTransactionSignedSchema);
    const mine = told.filter(({ relyingPartyId }) => relyingPartyId === party);
    expect(mine.map((event) => event.transaction?.transactionId)).toEqual([transaction?.transactionId]);
  });

  test("texts have a limit, and a counter that went backwards signs nothing", async () => {
    const party = await newParty();
    const { passkey } = await register(party, "ada", { counter: 3 });
    expect(await reasonFrom(sign(party, passkey, { text: "ä".repeat(2_049) }))).toBe("ARGUMENT_INVALID");
    expect(await reasonFrom(sign(party, passkey, { text: "a\0b" }))).toBe("ARGUMENT_INVALID");
    expect(await checkFrom(sign(party, passkey, { text: "x", userId: "ada", tampering: { counter: 3 } }))).toBe(
      "counter",
    );
    const { transactions: listed } = await transactions.listRelyingPartyTransactions(
      { relyingPartyId: party, userId: "ada" },
      call,
    );
    expect(listed.map(({ signTime }) => signTime)).toEqual([undefined]);
  });

  test("nobody of another relying party or tenant finds a transaction", async () => {
    const [party, other] = [await newParty(), await newParty()];
    const { passkey } = await register(party, "ada");
    const { transaction } = await sign(party, passkey, { text: "Send 12 EUR to Bea", userId: "ada" });
    const { transactionId = "" } = transaction ?? {};
    const notFound = "RELYING_PARTY_TRANSACTION_NOT_FOUND";
    expect(await reasonFrom(verify(transactionId, other))).toBe(notFound);
    expect(await reasonFrom(transactions.verifyRelyingPartyTransaction({ transactionId }, elsewhere))).toBe(notFound);
    const ofOther = await transactions.listRelyingPartyTransactions({ relyingPartyId: other, userId: "ada" }, call);
    expect(ofOther.transactions).toEqual([]);
  });
});
