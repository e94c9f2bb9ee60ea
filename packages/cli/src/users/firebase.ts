import { z } from "zod";
import type { RawEntry } from "./json-entries.ts";
import { readEntry } from "./read-entry.ts";

/** The parameters of the project's hashes, as Firebase's console shows them. */
const hashConfig = z.object({
  algorithm: z.literal("SCRYPT", "must be SCRYPT"),
  base64_signer_key: z.string().min(1),
  base64_salt_separator: z.string().min(1),
  rounds: z.int().min(1),
  mem_cost: z.int().min(1).max(62),
});

/** What Firebase's command line exports of a user, as far as it is moved. */
const firebaseUser = z.object({
  email: z.string().optional(),
  emailVerified: z.boolean().optional(),
  displayName: z.string().optional(),
  photoUrl: z.string().optional(),
  passwordHash: z.string().optional(),
  salt: z.string().optional(),
  createdAt: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  lastLoginAt: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
});

/** An entry for an import, or the user with the reason why there is none. */
export type Converted =
  | { readonly entry: object; readonly hasPassword: boolean }
  | { readonly error: string; readonly user: unknown };

/** Makes a converter of the project's hash parameters. */
export function firebaseConverter(configText: string): (raw: RawEntry) => Converted {
  const parsed = hashConfig.safeParse(JSON.parse(configText));
  if (!parsed.success) throw new Error(`the hash parameters are not usable: ${z.prettifyError(parsed.error)}`);
  const { base64_signer_key, base64_salt_separator, rounds, mem_cost } = parsed.data;
  const parameters = `v=1,n=${mem_cost},r=${rounds},p=1,ss=${plain(base64_salt_separator)},sk=${plain(base64_signer_key)}`;

  return ({ text }) => {
    const value: unknown = JSON.parse(text);
    const { data: user, error } = firebaseUser.safeParse(value);
    if (!user) return { error: z.prettifyError(error), user: value };
    const { email, emailVerified = false, passwordHash, salt = "", createdAt, lastLoginAt } = user;
    if (!email && !passwordHash) return { error: "the user has neither an address nor a password", user: value };
    const entry = {
      ...(email && { emails: [{ address: email, is_primary: true, is_verified: emailVerified }] }),
      ...(user.displayName && { name: user.displayName }),
      ...(user.photoUrl && { picture: user.photoUrl }),
      ...(passwordHash && { password: { password: `$fbscrypt$${parameters}$${plain(salt)}$${plain(passwordHash)}` } }),
      ...(createdAt && { created_at: timeOf(createdAt) }),
      ...(lastLoginAt && { updated_at: timeOf(lastLoginAt) }),
    };
    const arrival = readEntry(JSON.stringify(entry));
    return "fault" in arrival
      ? { error: arrival.fault, user: value }
      : { entry, hasPassword: passwordHash !== undefined };
  };
}

/** Firebase writes Base64 in either alphabet; hashes have the first one. */
function plain(base64: string): string {
  return base64.replaceAll("-", "+").replaceAll("_", "/");
}

function timeOf(milliseconds: string): string {
  return new Date(Number(milliseconds)).toISOString();
}
