import { createHash } from "node:crypto";
import { verify } from "@node-rs/bcrypt";
import type { Groups, Kind } from "./kind.ts";

/** Two and a half seconds; each step more doubles them. */
const MAX_COST = 15;

// The library takes all four spellings for one algorithm.
const modular = "\\$2[abxy]\\$(?<cost>\\d\\d)\\$[./A-Za-z0-9]{53}";

/** bcrypt as crypt(3) writes it, alone or with Django's names in front. */
export const bcrypt: readonly Kind[] = [
  {
    pattern: new RegExp(`^(?:bcrypt\\$)?(?<hash>${modular})$`),
    isReasonable,
    verify: (password, { hash = "" }) => verify(password, hash),
  },
  {
    // Django's way around the 72 bytes that bcrypt looks at.
    pattern: new RegExp(`^bcrypt_sha256\\$(?<hash>${modular})$`),
    isReasonable,
    verify: (password, { hash = "" }) => verify(createHash("sha256").update(password).digest("hex"), hash),
  },
];

function isReasonable({ cost }: Groups): boolean {
  return Number(cost) >= 4 && Number(cost) <= MAX_COST;
}
