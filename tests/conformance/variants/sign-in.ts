import { createPasskey, type Tampering, totp } from "@signet/testkit";
import { capabilities } from "../people.ts";
import { ceremonyOptions, keyInUse, type Situation, type Variant, type Variants } from "./situation.ts";

const otherChallenge = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const foreignOrigin = "http://evil.example";

/** The field by which this server lets people name themselves. */
function identifier({ inputs }: Situation, value: string) {
  if (inputs.email && inputs.username) return value.includes("@") ? { email: value } : { username: value };
  if (inputs.email) return { email: value };
  return inputs.username ? { username: value } : { identifier: value };
}

function takesUsernames({ inputs }: Situation): boolean {
  return Boolean(inputs.username ?? inputs.identifier);
}

/** An assertion over the options shown, with one thing falsified. */
function assertion(tampering: Tampering = {}): Variant {
  return (situation) => {
    const key = keyInUse(situation);
    const options = ceremonyOptions(situation);
    return key && options ? { assertion_response: key.get(options, tampering) } : undefined;
  };
}

/** An assertion by a key that no account has. */
function assertionOfStranger(situation: Situation) {
  const options = ceremonyOptions(situation);
  const userHandle = Buffer.alloc(16, 7).toString("base64url");
  return options ? { assertion_response: createPasskey().get(options, { userHandle }) } : undefined;
}

const authenticatorApp: Variants = {
  right(situation) {
    const secret = situation.secret();
    return secret ? { otp_code: totp(secret, { offset: situation.step() }) } : undefined;
  },
  wrong: () => ({ otp_code: "000000" }),
  empty: () => ({}),
};

/** Inputs of the actions that prove who somebody is. */
export const signInVariants: Readonly<Record<string, Variants>> = {
  register_client_capabilities: {
    all: () => capabilities(true, true),
    button: () => capabilities(true, false),
    roaming: () => capabilities(true, false, false),
    none: () => capabilities(false, false),
    empty: () => ({}),
    types: () => ({ webauthn_available: "yes" }),
  },
  continue_with_login_identifier: {
    own: (it) => (it.who.kind === "nobody" ? undefined : identifier(it, it.who.email)),
    name: (it) => (it.who.username && takesUsernames(it) ? identifier(it, it.who.username) : undefined),
    unknown: (it) => identifier(it, `ghost-${it.who.id}@example.com`),
    bad: (it) => identifier(it, "not an address"),
    empty: (it) => identifier(it, ""),
  },
  verify_passcode: {
    async right(it) {
      const code = await it.code();
      return code === undefined ? undefined : { code };
    },
    wrong: () => ({ code: "000000" }),
    short: () => ({ code: "1" }),
    empty: () => ({}),
  },
  password_login: {
    right: ({ made, who }) => ({ password: made.password ?? who.password }),
    wrong: () => ({ password: "wrong horse" }),
    empty: () => ({ password: "" }),
  },
  webauthn_verify_assertion_response: {
    good: assertion(),
    signature: assertion({ signature: "flip" }),
    origin: assertion({ origin: foreignOrigin }),
    challenge(it) {
      const key = keyInUse(it);
      const options = { publicKey: { challenge: otherChallenge, rpId: "localhost" } };
      return key && { assertion_response: key.get(options) };
    },
    stranger: assertionOfStranger,
    garbage: () => ({ assertion_response: { id: "x" } }),
  },
  otp_code_validate: authenticatorApp,
  otp_code_verify: authenticatorApp,
  remember_me: {
    yes: () => ({ remember_me: true }),
    no: () => ({ remember_me: false }),
    empty: () => ({}),
  },
};

/** Falsified creations differ in the same two ways. */
export const falsifiedCreations = { origin: { origin: foreignOrigin }, challenge: { challenge: otherChallenge } };
