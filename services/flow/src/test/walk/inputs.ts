import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { createPasskey, type Passkey } from "@signet/testkit";
import type { Attempt } from "./attempt.ts";
import { authenticatorApp } from "./people.ts";
import { freshAddress, freshUsername, newPassword, profileMakers } from "./profile-inputs.ts";
import type { Story } from "./story.ts";

/** Wrong but once in a million times. */
const LUCKY_CODE = "123456";
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
    if (code === undefined || random.oneIn(6)) {
      const input = { code: random.pick([LUCKY_CODE, "", "12345678"]) };
      return { input, isWrong: input.code !== LUCKY_CODE };
    }
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
    if (person.password === undefined || random.oneIn(5)) {
      return { input: { password: "not the password" }, isWrong: true };
    }
    proofs.passwords.add(person.userId);
    const [owner = ""] = person.addresses;
    return { input: { password: person.password }, isRight: story.address === owner };
  },
  otp_code_validate(story) {
    const { random, person, proofs } = story;
    if (random.oneIn(3) && person.recoveryCodes.length + person.usedCodes.length > 0) return recoveryCode(story);
    const code = random.oneIn(5) ? undefined : person.app?.nextCode();
    if (code === undefined) {
      const input = { otp_code: random.pick([LUCKY_CODE, "abcdef", ""]) };
      return { input, isWrong: input.otp_code !== LUCKY_CODE };
    }
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

  ...profileMakers,
};

/** Fills in an action. */
export function attemptAt(story: Story, action: string): Attempt {
  return makers[action]?.(story) ?? NOTHING;
}

/** What no client would send, for every input of an action. */
export function hostileAttempt(story: Story, action: string): Attempt {
  const hostile: JsonValue[] = [null, 0, -1, true, [], {}, "", " ", "\u0000", "x".repeat(5000), "🦄", { a: { b: [] } }];
  const chosen = (name: string) => {
    const value = story.random.pick(hostile);
    // What is normalised becomes a text first (flow-api.md section 4): "true" would be somebody of an earlier walk.
    return name === "username" && value === true ? numberOf(story) : value;
  };
  const names = offeredInputs(story, action);
  // Without inputs there is nothing to say wrong: it is done as ever.
  if (names.length === 0) return attemptAt(story, action);
  const input = Object.fromEntries(names.map((name) => [name, chosen(name)]));
  const isName = input.username === numberOf(story);
  return { input, accepted: () => takeNote(story, action, isName ? String(input.username) : undefined) };
}

/** A number of this walk alone. */
function numberOf({ name }: Story): number {
  return 1_000_000 + Number.parseInt(name.slice(1), 10);
}

/** A number is a username like any other. */
function takeNote(story: Story, action: string, username: string | undefined): void {
  if (/^(register|continue_with)_login_identifier$/.test(action))
    Object.assign(story, { username, address: undefined });
  if (/^username_(create|update)$/.test(action)) story.person.username = username;
}

function offeredInputs({ browser }: Story, action: string): string[] {
  const offered = browser.state.actions.find(({ name }) => name === action);
  return offered?.inputs.map(({ name }) => name) ?? [];
}

/** A code that is left, which is used up by that, or one that was. */
function recoveryCode({ random, person, proofs, settings }: Story): Attempt {
  const { recoveryCodes, usedCodes } = person;
  const [code] = recoveryCodes;
  const isLeft = settings.mfa.recovery_codes.enabled && code !== undefined;
  if (!isLeft || (usedCodes.length > 0 && random.oneIn(2))) {
    return { input: { otp_code: random.pick([...usedCodes, ...(isLeft ? [] : recoveryCodes)]) }, isWrong: true };
  }
  proofs.secondFactors.add(person.userId);
  const input = { otp_code: random.oneIn(2) ? code : ` ${code.toUpperCase().replace("-", "")}` };
  return { input, accepted: () => void usedCodes.push(...recoveryCodes.splice(0, 1)) };
}

function own(story: Story, address: string): void {
  const { addresses } = story.person;
  if (!addresses.includes(address)) addresses.push(address);
}

function assertion(key: Passkey, options: string, signature?: "flip"): Attempt {
  const answer = key.get(JSON.parse(options), signature ? { signature } : {});
  return { input: { assertion_response: JSON.stringify(answer) } };
}
