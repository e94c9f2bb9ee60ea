import { callFor, uuidv4 } from "@signet/kit";
import type { RelyingPartyConfig } from "@signet/proto/credential/v1/relying_party";
import { RelyingPartyApi } from "@signet/proto/credential/v1/relying_party";
import { RelyingPartyAccessService } from "@signet/proto/credential/v1/relying_party_access_service";
import { RelyingPartyCeremonyService } from "@signet/proto/credential/v1/relying_party_ceremony_service";
import { RelyingPartyCredentialService } from "@signet/proto/credential/v1/relying_party_credential_service";
import { RelyingPartyService } from "@signet/proto/credential/v1/relying_party_service";
import { RelyingPartyTransactionService } from "@signet/proto/credential/v1/relying_party_transaction_service";
import { createPasskey, type Passkey, type PasskeyOptions, type Tampering } from "@signet/testkit";
import type { World } from "../../test/worlds.ts";

/** What ceremonies of these tests may differ in. */
export interface Manner {
  readonly api?: RelyingPartyApi;
  readonly mfa?: boolean;
  readonly userId?: string;
  readonly tampering?: Tampering;
  readonly signToken?: boolean;
}

type ConfigInit = Partial<Omit<RelyingPartyConfig, "$typeName" | "$unknown" | "passkey" | "mfa">>;

/** The services of relying parties, and ceremonies of a relying party's users. */
export function relyingPartyWorld({ units, call }: World) {
  const parties = units.client(RelyingPartyService);
  const ceremonies = units.client(RelyingPartyCeremonyService);

  async function newParty(config: ConfigInit = {}): Promise<string> {
    const relyingPartyId = uuidv4();
    const full = { rpId: "localhost", origins: ["http://localhost:8888"], ...config };
    await parties.createRelyingParty({ relyingPartyId, displayName: "Bea's shop", config: full }, call);
    return relyingPartyId;
  }

  async function register(relyingPartyId: string, userId: string, options: PasskeyOptions & Manner = {}) {
    const { api = RelyingPartyApi.AUTHENTICATION, mfa = false, tampering, signToken = false, ...rest } = options;
    const ask = { relyingPartyId, api, mfa, userId, userName: `${userId}@example.org`, preferences: {} };
    const { optionsJson } = await ceremonies.initializeRegistration(ask, call);
    const passkey = createPasskey(rest);
    const responseJson = JSON.stringify(passkey.create(JSON.parse(optionsJson), tampering));
    const end = await ceremonies.finalizeRegistration({ relyingPartyId, api, mfa, responseJson, signToken }, call);
    return { passkey, ...end };
  }

  async function signIn(relyingPartyId: string, passkey: Passkey, manner: Manner = {}) {
    const { api = RelyingPartyApi.AUTHENTICATION, mfa = false, userId = "", tampering, signToken = false } = manner;
    const ask = { relyingPartyId, api, mfa, userId, preferences: {} };
    const { optionsJson } = await ceremonies.initializeAuthentication(ask, call);
    const responseJson = JSON.stringify(passkey.get(JSON.parse(optionsJson), tampering));
    return ceremonies.finalizeAuthentication({ relyingPartyId, api, mfa, responseJson, signToken }, call);
  }

  async function sign(
    relyingPartyId: string,
    passkey: Passkey,
    { text, identifier = "", ...manner }: Manner & { readonly text: string; readonly identifier?: string },
  ) {
    const { api = RelyingPartyApi.AUTHENTICATION, userId = "", tampering, signToken = false } = manner;
    const ask = { relyingPartyId, api, userId, preferences: {}, identifier, text };
    const { optionsJson } = await ceremonies.initializeTransaction(ask, call);
    const responseJson = JSON.stringify(passkey.get(JSON.parse(optionsJson), tampering));
    return ceremonies.finalizeTransaction({ relyingPartyId, api, responseJson, signToken }, call);
  }

  return {
    parties,
    ceremonies,
    credentials: units.client(RelyingPartyCredentialService),
    transactions: units.client(RelyingPartyTransactionService),
    access: units.client(RelyingPartyAccessService),
    elsewhere: callFor(uuidv4(), {}),
    ...{ newParty, register, signIn, sign },
  };
}
