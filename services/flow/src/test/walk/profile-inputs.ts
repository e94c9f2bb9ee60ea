import type { JsonValue } from "@bufbuild/protobuf";
import type { Passkey } from "@signet/testkit";
import type { Attempt } from "./attempt.ts";
import { PASSWORD, type Person } from "./people.ts";
import type { Story } from "./story.ts";

/** How a walker fills in what changes an account, at sign-in or in the profile. */
export const profileMakers: Readonly<Record<string, (story: Story) => Attempt>> = {
  username_create: newUsername,
  username_update: newUsername,
  email_address_set: newAddress,
  email_create: newAddress,
  email_verify(story) {
    const email = story.random.pick(emailsOf(story));
    story.address = email.address;
    return { input: { email_id: email.emailId } };
  },
  email_delete(story) {
    const email = story.random.pick([...emailsOf(story), UNKNOWN]);
    const { addresses } = story.person;
    const disown = () =>
      void addresses.splice(0, addresses.length, ...addresses.filter((own) => own !== email.address));
    return { input: { email_id: email.emailId }, accepted: disown };
  },
  email_set_primary: (story) => ({ input: { email_id: story.random.pick([...emailsOf(story), UNKNOWN]).emailId } }),
  patch_metadata: ({ random }) => ({
    input: { patch_metadata: random.pick<JsonValue>([{ theme: "dark" }, '{"theme":null}', "null", null, [1], 5]) },
  }),
  webauthn_credential_rename: (story) => ({ input: { passkey_id: someKey(story), passkey_name: "My key" } }),
  webauthn_credential_delete: (story) => deleted(story, "passkey_id"),
  security_key_delete: (story) => deleted(story, "security_key_id"),
  otp_secret_delete: ({ person }) => ({
    input: {},
    accepted() {
      person.app = undefined;
      if (person.securityKeys.length === 0) retire(person);
    },
  }),
  recovery_codes_create: ({ person }) => ({
    input: {},
    accepted({ payload }) {
      retire(person);
      person.recoveryCodes.push(...(payload?.recoveryCodes ?? []));
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

const UNKNOWN = { emailId: "0b3f0f0e-5b7a-4b4c-9d3e-2f1a0c9b8d7e", address: "" };

/** A new password, at times one that is refused. */
export function newPassword(input: string) {
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

/** Recovery codes count no longer: there are others, or no factor is left that they stand in for. */
function retire({ recoveryCodes, usedCodes }: Person): void {
  usedCodes.push(...recoveryCodes.splice(0));
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

/** An address that nobody has. */
export function freshAddress({ name, log }: Story): string {
  return `${name}-${log.length}@example.com`;
}

/** A username that nobody has. */
export function freshUsername({ name, log }: Story): string {
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
  const { person } = story;
  const id = someKey(story);
  const forget = (keys: Passkey[]) => {
    const index = keys.findIndex((key) => key.id === id);
    if (index >= 0) keys.splice(index, 1);
  };
  const accepted = () => {
    const hadKey = person.securityKeys.length > 0;
    [person.passkeys, person.securityKeys].forEach(forget);
    if (hadKey && person.securityKeys.length === 0 && !person.app) retire(person);
  };
  return { input: { [input]: id }, accepted };
}
