import { createHash, createHmac, randomUUID } from "node:crypto";
import { createPasskey } from "@signet/testkit";
import type { Operation, Person } from "./operations.ts";
import { type Answer, openWire, type Wire } from "./wire.ts";

/** A relying party of the Authentication API, as its back end knows it. */
export interface Shop {
  readonly keyId: string;
  readonly secret: string;
}

const origin = "http://localhost:8888";
const config = {
  cors: { allowed_origins: [origin], allow_unsafe_wildcard: false },
  webauthn: { relying_party: { id: "localhost", display_name: "Bench", origins: [origin] }, timeout: 60_000 },
};

/** Makes one through the admin API. */
export async function openShop(adminUrl: URL): Promise<Shop> {
  const admin = openWire(adminUrl);
  const body = JSON.stringify({ display_name: "Bench", config, create_api_key: true });
  const { api_key } = read(await admin.request("POST", "/tenants", body), 201) as {
    api_key: { id: string; secret: string };
  };
  admin.close();
  return { keyId: api_key.id, secret: api_key.secret };
}

/** Customers with a passkey at the shop. */
export async function makeCustomers(shop: Shop, wire: Wire, count: number): Promise<Person[]> {
  const customers: Person[] = [];
  for (let number = 0; number < count; number++) {
    const passkey = createPasskey();
    const user = { id: `customer-${number}`, name: `customer-${number}@example.com` };
    const options = await call(shop, wire, "registration/initialize", { user });
    await call(shop, wire, "registration/finalize", passkey.create(options));
    customers.push({ email: user.id, password: "", passkey, token: "" });
  }
  return customers;
}

/** What is measured: whole ceremonies, each request signed by HMAC. */
export function ceremonies(shop: Shop): Record<string, Operation> {
  return {
    "authentication ceremony": async ({ wire, person }) => {
      const options = await call(shop, wire, "authentication/initialize", { user: { id: person.email } });
      await call(shop, wire, "authentication/finalize", person.passkey.get(options));
    },
    "transaction ceremony": async ({ wire, person }) => {
      const ask = { user: { id: person.email }, transaction: "Pay 12.00 EUR to Bea" };
      const options = await call(shop, wire, "transaction/initialize", ask);
      await call(shop, wire, "transaction/finalize", person.passkey.get(options));
    },
  };
}

async function call({ keyId, secret }: Shop, wire: Wire, operation: string, content: object): Promise<unknown> {
  const path = `/v1/webauthn/${operation}`;
  const body = JSON.stringify(content);
  const time = String(Math.floor(Date.now() / 1_000));
  const nonce = randomUUID();
  const bodyHash = createHash("sha256").update(body).digest("hex");
  const message = [keyId, time, "POST", path, nonce, bodyHash].join(":");
  const signature = createHmac("sha256", secret).update(message).digest("hex");
  const token = Buffer.from(JSON.stringify({ apiKeyId: keyId, time, nonce, signature })).toString("base64");
  return read(await wire.request("POST", path, body, `authorization: hanko ${token}\r\n`), 200);
}

function read({ status, body }: Answer, expected: number): unknown {
  if (status !== expected) throw new Error(`answered ${status}: ${body.slice(0, 300)}`);
  return JSON.parse(body);
}
