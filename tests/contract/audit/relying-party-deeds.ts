import type { Passkey } from "@signet/testkit";

/** What is done at the passkey API of a relying party, and the one entry that it leaves in its log. */
export interface PartyDeed {
  readonly type: string;
  readonly error?: string;
  /** Whom it is about, if known; the customer, unless it says otherwise. */
  readonly actor?: string | undefined;
  readonly transaction_id?: string;
  readonly before?: (by: Customer) => Promise<unknown>;
  readonly act: (by: Customer) => Promise<unknown>;
}

/** Somebody at a relying party, together with its back end. */
export interface Customer {
  readonly passkey: Passkey;
  readonly securityKey: Passkey;
  /** What the last answer said. */
  readonly said: () => unknown;
  send(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** The customer, as the relying party calls them. */
export const user_id = "audrey";
const elsewhere = { origin: "https://elsewhere.example" };
const noPage = "the credential was used on a page that is not among the origins";
const noUser = "the relying party has no such user";
const taken = "the identifier belongs to another transaction";

const begin = (path: string, body: unknown) => (by: Customer) => by.send("POST", `${path}/initialize`, body);
const create =
  (path: string, key: "passkey" | "securityKey", tampering = {}) =>
  (by: Customer) =>
    by.send("POST", `${path}/finalize`, by[key].create(by.said(), tampering));
const sign =
  (path: string, key: "passkey" | "securityKey", tampering = {}) =>
  (by: Customer) =>
    by.send("POST", `${path}/finalize`, by[key].get(by.said(), tampering));

/** Every type of section 2.8 of authentication-api.md, one after another. */
export const partyDeeds: readonly PartyDeed[] = [
  ...registrations("webauthn", "registration", "passkey"),
  ...registrations("mfa", "mfa/registration", "securityKey"),
  ...signIns("webauthn_authentication", "login", { user_id }, "passkey"),
  ...signIns("mfa_authentication", "mfa/login", { user_id }, "securityKey"),
  ...transactions(),
  {
    type: "webauthn_credential_updated",
    act: (by) => by.send("PATCH", `credentials/${by.passkey.id}`, { name: "phone" }),
  },
  {
    type: "webauthn_credential_deleted",
    act: (by) => by.send("DELETE", `credentials/${by.passkey.id}`),
  },
];

function registrations(ceremony: string, path: string, key: "passkey" | "securityKey"): PartyDeed[] {
  const type = `${ceremony}_registration`;
  const who = { user_id, username: "audrey@a.example" };
  const long = { ...who, user_id: "é".repeat(33) };
  return [
    { type: `${type}_init_succeeded`, act: begin(path, who) },
    { type: `${type}_init_failed`, error: "user_id must have 1 to 64 bytes", actor: undefined, act: begin(path, long) },
    {
      ...{ type: `${type}_final_failed`, error: noPage },
      before: begin(path, who),
      act: create(path, key, elsewhere),
    },
    { type: `${type}_final_succeeded`, before: begin(path, who), act: create(path, key) },
  ];
}

function signIns(type: string, path: string, who: object, key: "passkey" | "securityKey"): PartyDeed[] {
  return [
    { type: `${type}_init_succeeded`, act: begin(path, who) },
    { type: `${type}_final_failed`, error: noPage, act: sign(path, key, elsewhere) },
    {
      ...{ type: `${type}_init_failed`, error: noUser, actor: "nobody" },
      act: begin(path, { ...who, user_id: "nobody" }),
    },
    { type: `${type}_final_succeeded`, before: begin(path, who), act: sign(path, key) },
  ];
}

function transactions(): PartyDeed[] {
  const pay = (transaction_id: string) => ({ user_id, transaction_id, transaction_data: "Pay 12.00 EUR" });
  const [type, first, second] = ["webauthn_transaction", "inv-77", "inv-78"];
  const begun = begin("transaction", pay(first));
  return [
    { type: `${type}_init_succeeded`, transaction_id: first, act: begun },
    {
      ...{ type: `${type}_final_failed`, transaction_id: first, error: noPage },
      act: sign("transaction", "passkey", elsewhere),
    },
    { type: `${type}_init_failed`, transaction_id: first, error: taken, act: begun },
    {
      ...{ type: `${type}_final_succeeded`, transaction_id: second },
      before: begin("transaction", pay(second)),
      act: sign("transaction", "passkey"),
    },
  ];
}
