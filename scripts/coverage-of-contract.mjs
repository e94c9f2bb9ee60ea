// npm run contract:coverage: which (flow, state, action) of the contract the recorded walks and the contract tests reach,
// and with which outcomes. Reads data only; `--missing` prints what is not reached and nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/stamp.mjs";

/** flow-api.md section 7: L login, R registration, P profile, T token exchange. */
const index = {
  preflight: { flows: "LRP", actions: "register_client_capabilities" },
  login_init: {
    flows: "L",
    actions:
      "continue_with_login_identifier webauthn_generate_request_options webauthn_verify_assertion_response remember_me thirdparty_oauth",
  },
  login_passkey: { flows: "L", actions: "webauthn_verify_assertion_response back" },
  thirdparty: { flows: "LRPT", actions: "exchange_token back" },
  login_method_chooser: {
    flows: "L",
    actions: "continue_to_password_login continue_to_passcode_confirmation webauthn_generate_request_options back",
  },
  login_password: { flows: "L", actions: "password_login continue_to_passcode_confirmation_recovery back" },
  login_password_recovery: { flows: "L", actions: "password_recovery" },
  passcode_confirmation: { flows: "LRPT", actions: "verify_passcode resend_passcode back" },
  login_security_key: { flows: "L", actions: "webauthn_generate_request_options continue_to_login_otp" },
  login_otp: { flows: "L", actions: "otp_code_validate continue_to_login_security_key" },
  device_trust: { flows: "L", actions: "trust_device skip back" },
  onboarding_username: { flows: "LRT", actions: "username_create skip" },
  onboarding_email: { flows: "LRT", actions: "email_address_set skip" },
  credential_onboarding_chooser: {
    flows: "LR",
    actions: "continue_to_passkey_registration continue_to_password_registration skip back",
  },
  onboarding_create_passkey: { flows: "LR", actions: "webauthn_generate_creation_options skip back" },
  onboarding_verify_passkey_attestation: { flows: "LR", actions: "webauthn_verify_attestation_response back" },
  password_creation: { flows: "LR", actions: "register_password skip back" },
  mfa_method_chooser: {
    flows: "LR",
    actions: "continue_to_otp_secret_creation continue_to_security_key_creation skip back",
  },
  mfa_otp_secret_creation: { flows: "LRP", actions: "otp_code_verify back" },
  mfa_security_key_creation: { flows: "LR", actions: "webauthn_generate_creation_options back" },
  registration_init: { flows: "R", actions: "register_login_identifier remember_me thirdparty_oauth" },
  profile_init: {
    flows: "P",
    actions:
      "account_delete email_create email_delete email_set_primary email_verify password_create password_update password_delete patch_metadata username_create username_update username_delete webauthn_credential_create webauthn_credential_rename webauthn_credential_delete security_key_create security_key_delete continue_to_otp_secret_creation otp_secret_delete session_delete connect_thirdparty_oauth_provider disconnect_thirdparty_oauth_provider",
  },
  webauthn_credential_verification: { flows: "P", actions: "webauthn_verify_attestation_response back" },
};
const flowNames = { L: "login", R: "registration", P: "profile", T: "token_exchange" };

const expected = Object.entries(index).flatMap(([state, { flows, actions }]) =>
  [...flows].flatMap((flow) => actions.split(" ").map((action) => `${flowNames[flow]} ${state} ${action}`)),
);

/** From "flow state action" to the outcomes that were seen: the next state, and the error if there was one. */
const reached = new Map();

function reach(flow, state, action, outcome) {
  const key = `${flow} ${state} ${action}`;
  reached.set(key, (reached.get(key) ?? new Set()).add(outcome));
}

function filesIn(folder) {
  const path = join(root, folder);
  return readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(path, name), "utf8")));
}

function outcomeOf({ name, error, actions = {} }, action) {
  const inputs = Object.values(actions[action]?.inputs ?? {}).flatMap((input) => input.error?.code ?? []);
  return [name, error?.code, ...inputs].filter(Boolean).join(" ");
}

/** Each recorded walk ends with one step; where it began is where the walk without that step ended. */
function addWalks({ walks, responses }) {
  if (!Array.isArray(walks)) return;
  const ends = new Map(walks.map(([flow, kind, path, answer]) => [`${flow} ${kind} ${path}`, responses[answer].body]));
  for (const [flow, kind, path, answer] of walks) {
    const steps = path.split(" ");
    const action = steps.pop()?.split(":")[0] ?? "";
    const before = ends.get(`${flow} ${kind} ${steps.join(" ")}`);
    const { body } = responses[answer];
    if (action === "" || action === "!" || !before?.name || !body?.name) continue;
    reach(flow, before.name, action, outcomeOf(body, action));
  }
}

/** Situations lead somewhere step by step, and every case ends with `next`. */
function addCases({ situations = [] }) {
  for (const { flow, steps, next } of situations) {
    let state = "preflight";
    for (const { action, to } of [...steps, next]) {
      reach(flow, state, action, to);
      state = to;
    }
  }
}

/** The walks of the contract tests name every state on their way. */
function addOwnWalks({ walks }) {
  for (const { flow, steps } of walks.flatMap(({ flows }) => flows)) {
    let state = "preflight";
    for (const { action, to, error } of steps) {
      reach(flow, state, action, [to, error].filter(Boolean).join(" "));
      state = to;
    }
  }
}

filesIn("tests/conformance/corpus").forEach(addWalks);
filesIn("tests/contract/cases").forEach(addCases);
filesIn("tests/contract/walks").forEach(addOwnWalks);

const missing = expected.filter((key) => !reached.has(key));
if (!process.argv.includes("--missing")) {
  for (const key of expected.filter((each) => reached.has(each))) {
    console.log(key);
    for (const outcome of [...reached.get(key)].sort()) console.log(`    ${outcome}`);
  }
}
for (const key of missing) console.log(`not reached: ${key}`);
const outcomes = expected.reduce((sum, key) => sum + (reached.get(key)?.size ?? 0), 0);
console.log(`${expected.length - missing.length} of ${expected.length} reached, with ${outcomes} outcomes`);
