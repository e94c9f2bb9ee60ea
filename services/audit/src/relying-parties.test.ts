import { testDatabase } from "@signet/db/test";
import { callFor, uuidv4 } from "@signet/kit";
import {
  RelyingPartyAuditedSchema,
  RelyingPartyCreatedSchema,
  RelyingPartyDeletedSchema,
  RelyingPartyTransactionSignedSchema,
  RelyingPartyUpdatedSchema,
} from "@signet/proto/credential/v1/relying_party_events";
import { expect, test } from "vitest";
import { testWorld } from "./test/world.ts";

const db = await testDatabase();
const origin = { requestId: "request-1", clientAddress: "203.0.113.7", userAgent: "Test/1.0" };
const NOTHING_ELSE = { AUDIT_LOG_STORAGE_ENABLED: "false", AUDIT_LOG_CONSOLE_OUTPUT_ENABLED: "false" };

test("what goes through the passkey API is a log of the relying party's own, kept also where nothing else is", async () => {
  const { tell, list, client } = await testWorld(db, NOTHING_ELSE);
  const relyingPartyId = uuidv4();
  const event = { origin, relyingPartyId, type: "webauthn_transaction_final_failed", error: "too late" };
  await tell(RelyingPartyAuditedSchema, { ...event, userId: "ada-01", transactionId: "inv-77" });
  expect(await list()).toEqual([]);
  const { entries } = await client.listEntries({}, callFor(relyingPartyId, {}));
  expect(entries).toMatchObject([
    {
      ...{ type: "webauthn_transaction_final_failed", error: "too late", actorUserId: "ada-01" },
      ...{ requestId: "request-1", sourceIp: "203.0.113.7", details: { transaction_id: "inv-77" } },
    },
  ]);
});

test("the installation's log tells who is a relying party, and that something was signed", async () => {
  const { tell, list } = await testWorld(db);
  const relyingParty = { relyingPartyId: "party-1", displayName: "Shop", config: { rpId: "shop.example" } };
  await tell(RelyingPartyCreatedSchema, { origin, relyingParty });
  await tell(RelyingPartyUpdatedSchema, { origin, relyingParty });
  const transaction = { transactionId: "t-1", userId: "ada-01", credentialId: "c-1", text: "Pay 12.00 EUR to Bea" };
  await tell(RelyingPartyTransactionSignedSchema, { origin, relyingPartyId: "party-1", transaction });
  await tell(RelyingPartyDeletedSchema, { origin, relyingPartyId: "party-1" });
  const about = { relying_party_id: "party-1", display_name: "Shop", rp_id: "shop.example" };
  const signed = { transaction_id: "t-1", user_id: "ada-01", credential_id: "c-1" };
  expect((await list()).map(({ type, details }) => [type, details]).reverse()).toEqual([
    ["relying_party_created", about],
    ["relying_party_updated", about],
    ["relying_party_transaction_signed", { relying_party_id: "party-1", ...signed }],
    ["relying_party_deleted", { relying_party_id: "party-1" }],
  ]);
});
