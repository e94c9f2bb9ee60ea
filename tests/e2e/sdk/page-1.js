// A page with the SDK of major 1, which hands every state to the page: the automatic steps are the page's.
import { Hanko, WebauthnSupport } from "frontend-sdk";

const hanko = new Hanko(API_URL);
let state;

/** States that nobody has to be asked in. */
const steps = {
  preflight: async ({ actions }) =>
    actions.register_client_capabilities({
      webauthn_available: WebauthnSupport.supported(),
      webauthn_conditional_mediation_available: await WebauthnSupport.isConditionalMediationAvailable(),
    }),
  onboarding_verify_passkey_attestation: async ({ actions, payload }) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(payload.creation_options.publicKey);
    const credential = await navigator.credentials.create({ publicKey });
    return actions.webauthn_verify_attestation_response({ public_key: credential.toJSON() });
  },
  login_passkey: async ({ actions, payload }) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(payload.request_options.publicKey);
    const credential = await navigator.credentials.get({ publicKey });
    return actions.webauthn_verify_assertion_response({ assertion_response: credential.toJSON() });
  },
};

/** The SDK looks up the state's name here, and goes on with the action that it is given back. */
const handlers = new Proxy(steps, {
  get(known, name) {
    if (name === "onError") return (error) => Promise.reject(error);
    return (
      known[name] ??
      ((next) => {
        state = next;
      })
    );
  },
});

const show = () => {
  const { name, payload, error } = state;
  return { name, payload, error };
};

window.sdk = {
  async start(flow) {
    await hanko.flow.init(`/${flow}`, handlers);
    return show();
  },
  async act(action, input) {
    await hanko.flow.run(await state.actions[action](input).run(), handlers);
    return show();
  },
  isSignedIn: async () => (await hanko.sessionClient.validate()).is_valid,
  logOut: () => hanko.user.logout(),
};
