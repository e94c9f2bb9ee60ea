// Shows the sign-in element, or goes on to the account where somebody is signed in already.
import { connect, placeElement } from "./api.js";

const hanko = await connect();

hanko.onSessionCreated(() => location.assign("/account"));

const { is_valid } = await hanko.validateSession().catch(() => ({ is_valid: false }));
if (is_valid) location.replace("/account");
else placeElement(hanko);
