import { verify } from "@node-rs/argon2";
import { base64, type Kind, MAX_MEMORY_BYTES } from "./kind.ts";

/** A gibibyte of memory is filled this often at most: two seconds or so. */
const MAX_KIBIBYTE_PASSES = 4 * 1024 * 1024;

/** Argon2 in the PHC string format; Django puts its own name in front. */
export const argon2: readonly Kind[] = [
  {
    pattern: new RegExp(
      `^(?:argon2)?(?<phc>\\$argon2(?:id|i|d)\\$v=(?:16|19)\\$m=(?<m>\\d{1,7}),t=(?<t>\\d{1,3}),p=(?<p>\\d{1,2})\\$${base64}\\$${base64})$`,
    ),
    isReasonable({ m, t, p }) {
      const [memory, passes, lanes] = [Number(m), Number(t), Number(p)];
      // RFC 9106 section 3.1: at least eight kibibytes for each lane.
      if (lanes < 1 || passes < 1 || memory < 8 * lanes) return false;
      return memory * 1024 <= MAX_MEMORY_BYTES && memory * passes <= MAX_KIBIBYTE_PASSES;
    },
    verify: (password, { phc = "" }) => verify(phc, password),
  },
];
