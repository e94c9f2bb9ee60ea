import { createLru, problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { RelyingParty, Scope } from "./relying-party.ts";
import type { PartyStore } from "./store-party.ts";

/** Finds relying parties, remembering them for a moment: every ceremony asks. */
export interface Parties {
  /** Fails with RELYING_PARTY_NOT_FOUND. */
  of(scope: Scope): Promise<RelyingParty>;
  /** Forgets one that was changed here. */
  changed(scope: Scope): void;
}

/** Changes made by another process are seen after this time. What is deleted finds no ceremony and no key at once. */
const REMEMBER_MS = 2_000;
const REMEMBERED = 1_000;

/** Makes the memory over a store. */
export function createParties(store: Pick<PartyStore, "find">, now: () => Date): Parties {
  const remembered = createLru<{ readonly party: RelyingParty | undefined; readonly until: number }>(REMEMBERED);
  const nameOf = ({ tenantId, relyingPartyId }: Scope) => `${tenantId}/${relyingPartyId}`;
  return {
    async of(scope) {
      const known = remembered.get(nameOf(scope));
      const isRecent = known?.party && known.until > now().getTime();
      const party = isRecent ? known.party : await store.find(scope);
      if (!party) throw problem(Reason.RELYING_PARTY_NOT_FOUND, "there is no such relying party");
      if (!isRecent) remembered.set(nameOf(scope), { party, until: now().getTime() + REMEMBER_MS });
      return party;
    },
    changed(scope) {
      remembered.set(nameOf(scope), { party: undefined, until: 0 });
    },
  };
}
