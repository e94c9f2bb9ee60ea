import { isUuid, problem } from "@signet/kit";
import type { RelyingPartyConfig as ConfigMessage } from "@signet/proto/credential/v1/relying_party";
import { Reason } from "@signet/proto/errors/v1/errors";
import { z } from "zod";

const NO_TEXT = "must not contain a null character";
const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !value.includes("\0"), NO_TEXT);
const verification = z.enum(["required", "preferred", "discouraged"]);

/** An empty text stands for a default, as in messages. */
function orDefault<T extends z.ZodType>(schema: T, fallback: z.output<T>) {
  return z.preprocess((value) => (value === "" || value === undefined ? fallback : value), schema);
}

const LONGEST_CEREMONY_MS = 3_600_000;
const timeout = z.preprocess((value) => value || 60_000, z.number().int().min(1).max(LONGEST_CEREMONY_MS));

function policy(fallback: {
  readonly userVerification: z.output<typeof verification>;
  readonly residentKey: z.output<typeof verification>;
  readonly attachment: "" | "platform" | "cross-platform";
}) {
  return z.object({
    timeoutMs: timeout,
    userVerification: orDefault(verification, fallback.userVerification),
    attachment: orDefault(z.enum(["", "platform", "cross-platform"]), fallback.attachment),
    attestation: orDefault(z.enum(["none", "indirect", "direct", "enterprise"]), "direct"),
    residentKey: orDefault(verification, fallback.residentKey),
  });
}

const required = { userVerification: "required", residentKey: "required", attachment: "" } as const;
const second = { userVerification: "preferred", residentKey: "discouraged", attachment: "cross-platform" } as const;

const origin = text(512).refine(
  (value) => /^https?:\/\/[^\s/?#]+$/i.test(value) || /^android:apk-key-hash:[A-Za-z0-9_-]{20,}$/.test(value),
  "must be an origin such as https://app.example",
);

/** What is asked of credentials, with the defaults of the passkey server (authentication-api.md section 2.10). */
const config = z.object({
  rpId: text(253).regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, "must be a domain without scheme and port"),
  rpName: text(128),
  icon: text(2_048),
  origins: z.array(origin).min(1).max(100),
  corsOrigins: z.array(text(512)).max(100),
  corsUnsafeWildcard: z.boolean(),
  passkey: policy(required),
  mfa: policy(second),
  allowedAaguids: z.array(z.string().refine(isUuid, "must be a UUID")).max(1_000),
});

/** What a relying party asks of credentials. */
export type RelyingPartyConfig = z.output<typeof config>;

/** What is asked of credentials of one use. */
export type RelyingPartyPolicy = RelyingPartyConfig["passkey"];

/** The configuration that a caller gives, with every default filled in. */
export function configFrom(message: ConfigMessage | undefined, displayName: string): RelyingPartyConfig {
  const passkey = message?.passkey ?? {};
  // Second factors wait as long as first ones where nobody says otherwise.
  const mfa = message?.mfa ?? { timeoutMs: message?.passkey?.timeoutMs };
  const given = { ...message, rpName: message?.rpName || displayName, passkey, mfa };
  const { data, error } = config.safeParse({ ...given, allowedAaguids: given.allowedAaguids?.map(lower) });
  if (data) return data;
  const faults = error.issues.map(({ path, message: fault }) => `config.${path.join(".")}: ${fault}`);
  throw problem(Reason.ARGUMENT_INVALID, faults.join("; ").slice(0, 1_000));
}

/** The configuration as it was stored. */
export function storedConfig(value: unknown): RelyingPartyConfig {
  return config.parse(value);
}

function lower(word: string): string {
  return word.toLowerCase();
}
