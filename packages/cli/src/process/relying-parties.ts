import { toJson } from "@bufbuild/protobuf";
import { uuidv4 } from "@signet/kit";
import {
  type RelyingParty,
  type RelyingPartyConfig,
  RelyingPartySchema,
} from "@signet/proto/credential/v1/relying_party";
import { RelyingPartyService } from "@signet/proto/credential/v1/relying_party_service";
import { type CommandInput, withUnits } from "./units.ts";

/** What a command says of a relying party. */
export interface PartyFlags {
  readonly name: string;
  readonly rpId: string;
  readonly origin?: readonly string[];
  readonly corsOrigin?: readonly string[];
  readonly timeout?: number;
  readonly userVerification?: string;
  readonly attestation?: string;
  readonly allowAaguid?: readonly string[];
}

/** A relying party as commands print it. */
export interface PartyListed {
  readonly id: string;
  readonly name: string;
  readonly rpId: string;
  readonly origins: readonly string[];
}

/** Creates a relying party. */
export function createParty(input: CommandInput, flags: PartyFlags): Promise<PartyListed> {
  return withUnits(input, async ({ peers, call }) => {
    const config = changed({ origins: [`https://${flags.rpId}`] }, flags);
    const ask = { relyingPartyId: uuidv4(), displayName: flags.name, config };
    const { relyingParty } = await peers.client(RelyingPartyService).createRelyingParty(ask, call);
    return listed(relyingParty);
  });
}

/** All of them, oldest first. */
export function listParties(input: CommandInput): Promise<readonly PartyListed[]> {
  return withUnits(input, async ({ peers, call }) =>
    (await peers.client(RelyingPartyService).listRelyingParties({}, call)).relyingParties.map(listed),
  );
}

/** One with everything that is configured. */
export function showParty(input: CommandInput, relyingPartyId: string): Promise<unknown> {
  return withUnits(input, async ({ peers, call }) => {
    const { relyingParty } = await peers.client(RelyingPartyService).getRelyingParty({ relyingPartyId }, call);
    return relyingParty && toJson(RelyingPartySchema, relyingParty);
  });
}

/** Changes what is given. */
export function updateParty(
  input: CommandInput,
  relyingPartyId: string,
  flags: Partial<PartyFlags>,
): Promise<PartyListed> {
  return withUnits(input, async ({ peers, call }) => {
    const parties = peers.client(RelyingPartyService);
    const { relyingParty: present } = await parties.getRelyingParty({ relyingPartyId }, call);
    const config = changed(present?.config ?? {}, flags);
    const name = flags.name === undefined ? {} : { displayName: flags.name };
    const { relyingParty } = await parties.updateRelyingParty({ relyingPartyId, config, ...name }, call);
    return listed(relyingParty);
  });
}

/** Deletes one with everything that belongs to it. */
export function deleteParty(input: CommandInput, relyingPartyId: string): Promise<void> {
  return withUnits(input, async ({ peers, call }) => {
    await peers.client(RelyingPartyService).deleteRelyingParty({ relyingPartyId }, call);
  });
}

/** What is known of a configuration; a message once it was stored. */
type Present = Partial<Omit<RelyingPartyConfig, "$typeName" | "$unknown">>;

function changed(present: Present, flags: Partial<PartyFlags>) {
  const { name, rpId, origin, corsOrigin, timeout, userVerification, attestation, allowAaguid } = flags;
  const { passkey, mfa, icon = "", corsUnsafeWildcard = false, allowedAaguids = [] } = present;
  const origins = [...(origin ?? present.origins ?? [])];
  // Pages that hold passkeys may call, unless others are named.
  const corsOrigins = corsOrigin ?? present.corsOrigins ?? origins.filter((each) => each.startsWith("http"));
  return {
    ...{ rpId: rpId ?? present.rpId ?? "", rpName: name ?? present.rpName ?? "", icon, origins },
    ...{ corsOrigins: [...corsOrigins], corsUnsafeWildcard, allowedAaguids: [...(allowAaguid ?? allowedAaguids)] },
    passkey: {
      timeoutMs: timeout ?? passkey?.timeoutMs ?? 0,
      userVerification: userVerification ?? passkey?.userVerification ?? "",
      attestation: attestation ?? passkey?.attestation ?? "",
      ...{ attachment: passkey?.attachment ?? "", residentKey: passkey?.residentKey ?? "" },
    },
    ...(mfa && { mfa }),
  };
}

function listed(party: RelyingParty | undefined): PartyListed {
  if (!party) throw new Error("the answer holds no relying party");
  const { relyingPartyId: id, displayName: name, config } = party;
  return { id, name, rpId: config?.rpId ?? "", origins: config?.origins ?? [] };
}
