import { randomBytes } from "node:crypto";
import { uuidv4 } from "@signet/kit";

/** What made-up users have. */
export interface GenerateOptions {
  readonly count: number;
  /** Names, usernames, metadata and credentials too. */
  readonly full: boolean;
}

const GIVEN = ["Ada", "Alan", "Barbara", "Edsger", "Frances", "Grace", "Ivan", "Katherine", "Niklaus", "Radia"];
const FAMILY = [
  "Allen",
  "Dijkstra",
  "Hopper",
  "Johnson",
  "Liskov",
  "Lovelace",
  "Perlman",
  "Sutherland",
  "Turing",
  "Wirth",
];
/** Looks like bcrypt and is nobody's password. */
const HASH = `$2b$12$${".".repeat(53)}`;

const YEAR_MS = 365 * 24 * 3_600_000;

/**
 * Users who do not exist: each with one verified primary address. Nobody can sign in as them but by that address. They
 * signed up one after the other in the course of the last year, as users do: lists are in the order of that time.
 */
export async function* generateEntries({ count, full }: GenerateOptions): AsyncGenerator<object> {
  const begun = Date.now();
  for (let index = 0; index < count; index++) {
    const time = new Date(begun - YEAR_MS * (1 - (index + 1) / count)).toISOString();
    const serial = randomBytes(8).toString("hex");
    const [given = "", family = ""] = [pick(GIVEN), pick(FAMILY)];
    const address = `${given}.${family}.${serial}@example.com`.toLowerCase();
    yield {
      user_id: uuidv4(),
      emails: [{ address, is_primary: true, is_verified: true }],
      ...(full && {
        username: `${given}_${serial}`.toLowerCase(),
        name: `${given} ${family}`,
        given_name: given,
        family_name: family,
        metadata: { public_metadata: { plan: "free" } },
        webauthn_credentials: [passkey()],
        password: { password: HASH, created_at: time, updated_at: time },
        otp_secret: { secret: totpSecret(), created_at: time },
      }),
      created_at: time,
      updated_at: time,
    };
  }
}

/** Looks like a key of the curve P-256; nobody has the other half. */
function passkey(): object {
  const coseKey = Buffer.concat([
    Buffer.from("a5010203262001215820", "hex"),
    randomBytes(32),
    Buffer.from("225820", "hex"),
    randomBytes(32),
  ]);
  return {
    id: randomBytes(16).toString("base64url"),
    public_key: coseKey.toString("base64url"),
    attestation_type: "none",
    aaguid: "00000000-0000-0000-0000-000000000000",
    transports: ["internal", "hybrid"],
    backup_eligible: true,
    backup_state: true,
  };
}

function totpSecret(): string {
  return Array.from(randomBytes(32), (byte) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[byte % 32]).join("");
}

function pick(names: readonly string[]): string | undefined {
  return names[Math.floor(Math.random() * names.length)];
}
