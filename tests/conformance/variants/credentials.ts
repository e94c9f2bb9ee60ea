import { createPasskey, type Passkey, type Tampering } from "@signet/testkit";
import { falsifiedCreations } from "./sign-in.ts";
import {
  ceremonyOptions,
  freshEmail,
  freshName,
  newKey,
  type Situation,
  unknownId,
  type Variant,
  type Variants,
} from "./situation.ts";

/** The identifiers that this server asks a new person for. */
function identity({ inputs }: Situation, email: string, username: string | undefined) {
  return { ...(inputs.email && { email }), ...(inputs.username && { username }) };
}

function asksForBoth({ inputs }: Situation): boolean {
  return Boolean(inputs.email && inputs.username);
}

/** A creation over the options shown, with one thing falsified. */
function creation(keyOf: (situation: Situation) => Passkey, tampering: Tampering = {}): Variant {
  return (situation) => {
    const options = ceremonyOptions(situation);
    return options ? { public_key: keyOf(situation).create(options, tampering) } : undefined;
  };
}

function newPassword(field: string): Variants {
  return {
    good: () => ({ [field]: "another horse, another battery" }),
    short: () => ({ [field]: "abc" }),
    long: () => ({ [field]: "p".repeat(73) }),
    empty: () => ({}),
  };
}

const username: Variants = {
  good: (it) => ({ username: freshName(it) }),
  taken: ({ other }) => ({ username: other.username }),
  bad: () => ({ username: "no spaces!" }),
  short: () => ({ username: "ab" }),
};

const address: Variants = {
  fresh: (it) => ({ email: freshEmail(it) }),
  existing: ({ other }) => ({ email: other.email }),
  own: ({ who }) => ({ email: who.email }),
  bad: () => ({ email: "not an address" }),
  empty: () => ({ email: "" }),
};

function emailId({ payload }: Situation, isPrimary: boolean) {
  const found = payload.user?.emails?.find((email) => email.is_primary === isPrimary);
  return found && { email_id: found.id };
}

function unverifiedEmailId({ payload }: Situation) {
  const found = payload.user?.emails?.find((email) => !email.is_verified);
  return found && { email_id: found.id };
}

function firstPasskeyId({ payload }: Situation) {
  const first = payload.user?.passkeys?.[0];
  return first && { passkey_id: first.id };
}

/** Inputs of the actions that add, change and delete what a person has. */
export const credentialVariants: Readonly<Record<string, Variants>> = {
  register_login_identifier: {
    fresh: (it) => identity(it, freshEmail(it), freshName(it)),
    mail: (it) => (asksForBoth(it) ? { email: freshEmail(it) } : undefined),
    name: (it) => (asksForBoth(it) ? { username: freshName(it) } : undefined),
    existing: (it) => identity(it, it.other.email, freshName(it)),
    taken: (it) => (it.inputs.username ? identity(it, freshEmail(it), it.other.username) : undefined),
    bad: (it) => identity(it, "not an address", "no spaces!"),
    empty: () => ({}),
  },
  webauthn_verify_attestation_response: {
    good: creation(newKey),
    origin: creation(() => createPasskey(), falsifiedCreations.origin),
    challenge: creation(() => createPasskey(), falsifiedCreations.challenge),
    garbage: () => ({ public_key: { id: "x" } }),
  },
  password_recovery: newPassword("new_password"),
  register_password: newPassword("new_password"),
  password_create: newPassword("password"),
  password_update: newPassword("password"),
  username_create: username,
  username_update: username,
  email_address_set: address,
  email_create: address,
  email_delete: {
    secondary: (it) => emailId(it, false),
    primary: (it) => emailId(it, true),
    unknown: () => ({ email_id: unknownId }),
  },
  email_set_primary: { secondary: (it) => emailId(it, false), unknown: () => ({ email_id: unknownId }) },
  email_verify: { first: unverifiedEmailId, unknown: () => ({ email_id: unknownId }) },
  webauthn_credential_rename: {
    first(it) {
      const first = firstPasskeyId(it);
      return first && { ...first, passkey_name: "My laptop" };
    },
    unknown: () => ({ passkey_id: unknownId, passkey_name: "x" }),
    empty: () => ({}),
  },
  webauthn_credential_delete: { first: firstPasskeyId, unknown: () => ({ passkey_id: unknownId }) },
  security_key_delete: {
    first({ payload }) {
      const first = payload.user?.security_keys?.[0];
      return first && { security_key_id: first.id };
    },
    unknown: () => ({ security_key_id: unknownId }),
  },
  session_delete: {
    first({ inputs }) {
      const first = inputs.session_id?.allowed_values?.[0];
      return first && { session_id: first.value };
    },
    unknown: () => ({ session_id: unknownId }),
  },
  patch_metadata: {
    object: () => ({ patch_metadata: { a: 1, b: null, c: { d: [1, 2] } } }),
    array: () => ({ patch_metadata: [1] }),
    empty: () => ({}),
  },
};
