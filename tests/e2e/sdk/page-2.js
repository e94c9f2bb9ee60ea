// A page that leaves everything to the SDK, majors 2 and 3: the SDK takes the automatic steps itself.
import { Hanko } from "frontend-sdk";

const hanko = new Hanko(API_URL);
let state;

const show = (next) => {
  state = next;
  const { name, payload, error } = next;
  return { name, payload, error };
};

window.sdk = {
  start: async (flow) => show(await hanko.createState(flow)),
  act: async (action, input) => show(await state.actions[action].run(input)),
  isSignedIn: async () => (await hanko.validateSession()).is_valid,
  logOut: () => hanko.logout(),
};
