import { randomUUID } from "node:crypto";
import type { Reply } from "@signet/testkit";
import { expect } from "vitest";
import { authenticationApi, type Party } from "./party.ts";
import { passkeyApi } from "./passkey-api.ts";

/** A ceremony of one API: where it begins and ends, and what a refused answer is told. */
export interface CeremonyRoute {
  readonly path: string;
  readonly answers: "registration" | "assertion";
  readonly refused: number;
  begin(userId: string): unknown;
}

/** An API with ceremonies, as a relying party's back end uses it. */
export interface Door {
  /** What its errors say of a status. */
  readonly error: (status: number) => object;
  readonly ceremonies: readonly CeremonyRoute[];
  request(method: string, path: string, body?: unknown): Promise<Reply>;
}

const registration = { answers: "registration", refused: 400 } as const;
const signIn = { answers: "assertion", refused: 401 } as const;

/** The Authentication API of a relying party. */
export function authenticationDoor(apiUrl: string, party: Party): Door {
  const named = (id: string) => ({ user: { id, name: `${id}@example.org` } });
  return {
    request: authenticationApi(apiUrl, party).request,
    error: (status) => ({ message: expect.stringMatching(/\S/), status_code: status }),
    ceremonies: [
      { ...registration, path: "registration", begin: named },
      { ...signIn, refused: 400, path: "authentication", begin: named },
      { ...signIn, refused: 400, path: "transaction", begin: (id) => ({ ...named(id), transaction: "12 EUR" }) },
    ],
  };
}

/** The passkey API of the same. */
export function passkeyDoor(apiUrl: string, party: Party): Door {
  const created = (user_id: string) => ({ user_id, username: `${user_id}@example.org` });
  const named = (user_id: string) => ({ user_id });
  const signing = (user_id: string) => ({ user_id, transaction_id: randomUUID(), transaction_data: { amount: 12 } });
  return {
    request: passkeyApi(apiUrl, party).keyed,
    error: (status) => ({ details: expect.stringMatching(/\S/), status }),
    ceremonies: [
      { ...registration, path: "registration", begin: created },
      { ...registration, path: "mfa/registration", begin: created },
      { ...signIn, path: "login", begin: named },
      { ...signIn, path: "mfa/login", begin: named },
      { ...signIn, path: "transaction", begin: signing },
    ],
  };
}

export const doors = { "Authentication API": authenticationDoor, "passkey API": passkeyDoor } as const;
