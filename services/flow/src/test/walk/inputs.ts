import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { createPasskey, type Passkey } from "@signet/testkit";
import { authenticatorApp, PASSWORD } from "./people.ts";
import type { Story } from "./story.ts";

/** What is sent with an action, and what the walker has once it was accepted. */
export interface Attempt {
  readonly input: JsonObject;
  /** It is the owner's own password: whatever else is missing, nobody may call it wrong. */
  readonly isRight?: boolean;
  accepted?(): void;
}

const NOTHING: Attempt = { input: {} };

/** How a walker fills in each action that has inputs: mostly well, at times wrongly, at times as somebody else. */
const makers: Readonly<Record<string, (story: Story) => Attempt>> = {
  register_client_capabilities(story) {
    const { random, capabilities } = story;
    capabilities.webauthn = !random.oneIn(5);
    capabilities.platform = random.oneIn(2);
    const input = {
      webauthn_available: capabilities.webauthn,
      webauthn_conditional_mediation_available: random.oneIn(2),
      webauthn_platform_authenticator_available: capabilities.platform,
    };
    return { input };
  },
  remember_me: ({ random }) => ({ input: { remember_me: random.oneIn(2) } }),

  continue_with_login_identifier(story) {
    const { random, person, stranger, name } = story;
    const [input = ""] = offeredInputs(story, "continue_with_login_identifier");
    const whom = random.oneIn(6) ? stranger : person;
    const addresses = [...whom.addresses, ...(random.oneIn(6) ? [`nobody-${name}@example.com`] : [])];
    const usernames = [...(whom.username ? [whom.username] : []), ...(random.oneIn(6) ? [`nobody_${name}`] : [])];
    const choices = [...(input === "username" ? [] : addresses), ...(input === "email" ? [] : usernames)];
    const identifier = choices.length > 0 ? random.pick(choices) : `nobody-${name}@example.com`;
    story.address = identifier.includes("@") ? identifier : whom.addresses[0];
    return { input: { [input]: ` ${identifier.toUpperCase()} ` } };
  },
  register_login_identifier(story) {
    const { random, stranger } = story;
    const email = random.oneIn(5) ? stranger.addresses[0] : freshAddress(story);
    const username = random.oneIn(8) ? stranger.username : freshUsername(story);
    const asked = offeredInputs(story, "register_login_identifier");
    const input: JsonObject = {};
    if (email && asked.includes("email") && !random.oneIn(6)) input.email = email;
    if (username && asked.includes("username") && !random.oneIn(6)) input.username = username;
    story.address = typeof input.email === "string" ? input.email : undefined;
    story.username = typeof input.username === "string" ? input.username : undefined;
    return { input };
  },

  verify_passcode(story) {
    const { random, world, stranger, address = "", proofs } = story;
    // Nobody reads a stranger's mail.
    const code = stranger.addresses.includes(address) ? undefined : world.codeFor(address);
    if (code === undefined || random.oneIn(6)) return { input: { code: random.pick(["123456", "", "12345678"]) } };
    proofs.codes.add(address);
    return {
      input: { code },
      accepted() {
        if (story.flowName !== "registration") own(story, address);
      },
    };
  },
  password_login(story) {
    const { random, person, proofs } = story;
    if (person.password === undefined || random.oneIn(5)) return { input: { password: "not the password" } };
    proofs.passwords.add(person.userId);
    const [owner = ""] = person.addresses;
    return { input: { password: person.password }, isRight: story.address === owner };
  },
  otp_code_validate({ random, person, proofs }) {
    const code = random.oneIn(5) ? undefined : person.app?.nextCode();
    if (code === undefined) return { input: { otp_code: random.pick(["000000", "abcdef", ""]) } };
    proofs.secondFactors.add(person.userId);
    return { input: { otp_code: code } };
  },
  webauthn_verify_assertion_response(story) {
    const { random, person, stranger, proofs, requestOptions } = story;
    const own = [...person.passkeys, ...person.securityKeys];
    if (requestOptions === undefined || own.length === 0 || random.oneIn(8)) {
      return { input: { assertion_response: random.pick<JsonValue>(["{}", {}, null, "nonsense", 7]) } };
    }
    // As a first factor it would rightly sign the stranger in, so it is broken there.
    const isSecondFactor = story.behind.at(-1)?.state === "login_security_key";
    if (random.oneIn(8)) {
      return assertion(random.pick(stranger.passkeys), requestOptions, isSecondFactor ? undefined : "flip");
    }
    const key = random.pick(own);
    if (random.oneIn(8)) return assertion(key, requestOptions, "flip");
    if (person.passkeys.includes(key)) proofs.passkeys.add(person.userId);
    proofs.secondFactors.add(person.userId);
    return assertion(key, requestOptions);
  },

  register_password: newPassword("new_password"),
  password_recovery: newPassword("new_password"),
  password_create: newPassword("password"),
  password_update: newPassword("password"),
  otp_code_verify(story) {
    const app = authenticatorApp(story.world, story.browser.state.payload?.otpSecret ?? "");
    if (story.random.oneIn(4)) return { input: { otp_code: "000000" } };
    const input = { otp_code: app.nextCode() ?? "" };
    return {
      input,
      accepted() {
        story.person.app = app;
      },
    };
  },
  webauthn_verify_attestation_response(story) {
    const { random, creationOptions = "{}", person, creating } = story;
    if (random.oneIn(6)) return { input: { public_key: random.pick<JsonValue>(["{}", {}, null, "nonsense"]) } };
    const key = createPasskey();
    const answer = key.create(JSON.parse(creationOptions), random.oneIn(8) ? { challenge: "AAAA" } : {});
    const keys = creating === "passkey" ? person.passkeys : person.securityKeys;
    return { input: { public_key: JSON.stringify(answer) }, accepted: () => void keys.push(key) };
  },

  username_create: newUsername,
  username_update: newUsername,
  email_address_set: newAddress,
  email_create: newAddress,
  email_verify(story) {
    const email = story.random.pick(emailsOf(story));
    story.address = email.address;
    return { input: { email_id: email.emailId } };
  },
  email_delete: ({ random, ...story }) => ({ input: { email_id: random.pick([...emailsOf(story), UNKNOWN]).emailId } }),
  email_set_primary: (story) => ({ input: { email_id: story.random.pick([...emailsOf(story), UNKNOWN]).emailId } }),
  patch_metadata: ({ random }) => ({
    input: { patch_metadata: random.pick<JsonValue>([{ theme: "dark" }, '{"theme":null}', "null", null, [1], 5]) },
  }),
  webauthn_credential_rename: (story) => ({ input: { passkey_id: someKey(story), passkey_name: "My key" } }),
  webauthn_credential_delete: (story) => deleted(story, "passkey_id"),
  security_key_delete: (story) => deleted(story, "security_key_id"),
  otp_secret_delete: (story) => ({
    input: {},
    accepted() {
      story.person.app = undefined;
    },
  }),
  password_delete: (story) => ({
    input: {},
    accepted() {
      story.person.password = undefined;
    },
  }),
  session_delete(story) {
    const action = story.browser.state.actions.find(({ name }) => name === "session_delete");
    const others = action?.inputs[0]?.allowedValues.map(({ value }) => value) ?? [];
    return { input: { session_id: story.random.pick([...others, UNKNOWN.emailId]) } };
  },
};

/** Fills in an action. */
export function attemptAt(story: Story, action: string): Attempt {
  return makers[action]?.(story) ?? NOTHING;
}

/** What no client would send, for every input of an action. */
export function hostileAttempt(story: Story, action: string): Attempt {
  const hostile: JsonValue[] = [null, 0, -1, true, [], {}, "", " ", "\u0000", "x".repeat(5000), "🦄", { a: { b: [] } }];
  const input = Object.fromEntries(offeredInputs(story, action).map((name) => [name, story.random.pick(hostile)]));
  return { input };
}

function offeredInputs({ browser }: Story, action: string): string[] {
  const offered = browser.state.actions.find(({ name }) => name === action);
  return offered?.inputs.map(({ name }) => name) ?? [];
}

const UNKNOWN = { emailId: "0b3f0f0e-5b7a-4b4c-9d3e-2f1a0c9b8d7e", address: "" };

function own(story: Story, address: string): void {
  const { addresses } = story.person;
  if (!addresses.includes(address)) addresses.push(address);
}

function assertion(key: Passkey, options: string, signature?: "flip"): Attempt {
  const answer = key.get(JSON.parse(options), signature ? { signature } : {});
  return { input: { assertion_response: JSON.stringify(answer) } };
}

function newPassword(input: string) {
  return (story: Story): Attempt => {
    const { random, person } = story;
    if (random.oneIn(4)) return { input: { [input]: random.pick(["short", "", "x".repeat(73)]) } };
    return {
      input: { [input]: PASSWORD },
      accepted() {
        person.password = PASSWORD;
      },
    };
  };
}

function newUsername(story: Story): Attempt {
  const { random, person, stranger } = story;
  const fresh = freshUsername(story);
  const username = random.pick([fresh, fresh, fresh, stranger.username ?? "", "no spaces", "x"]);
  return {
    input: { username },
    accepted() {
      person.username = username;
    },
  };
}

function newAddress(story: Story): Attempt {
  const { random, stranger } = story;
  const fresh = freshAddress(story);
  const address = random.pick([fresh, fresh, fresh, stranger.addresses[0] ?? "", "not an address"]);
  story.address = address;
  return { input: { email: address } };
}

function freshAddress({ name, log }: Story): string {
  return `${name}-${log.length}@example.com`;
}

function freshUsername({ name, log }: Story): string {
  return `${name.replaceAll("-", "_")}_${log.length}`;
}

function emailsOf({ browser }: Pick<Story, "browser">) {
  return browser.state.payload?.user?.user?.emails ?? [];
}

function someKey({ browser, random }: Story): string {
  const keys = browser.state.payload?.user?.credentials?.webauthnCredentials ?? [];
  return random.pick([...keys.map(({ credentialId }) => credentialId), "unknown"]);
}

function deleted(story: Story, input: string): Attempt {
  const id = someKey(story);
  const forget = (keys: Passkey[]) => {
    const index = keys.findIndex((key) => key.id === id);
    if (index >= 0) keys.splice(index, 1);
  };
  return { input: { [input]: id }, accepted: () => [story.person.passkeys, story.person.securityKeys].forEach(forget) };
}
