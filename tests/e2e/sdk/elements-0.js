// Bundled by classic.test.ts together with the elements 0.12, and run in a browser.
import { register } from "hanko-elements-0";

/** Shows an element; `window.page` tells what came of it. */
const shown = register(API_URL).then(({ hanko }) => {
  document.body.innerHTML = `<${ELEMENT}></${ELEMENT}>`;
  return hanko;
});

window.page = {
  ready: () => shown.then(() => undefined),
  completed: new Promise((resolve) => {
    document.addEventListener("hanko-auth-flow-completed", ({ detail }) => resolve(detail.userID));
  }),
  user: () => shown.then((hanko) => hanko.user.getCurrent()),
  logOut: () => shown.then((hanko) => hanko.user.logout()),
};
