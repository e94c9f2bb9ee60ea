// Shows the profile element to whoever is signed in; leaves as soon as nobody is.
import { connect, placeElement } from "./api.js";

const hanko = await connect();
const leave = () => location.replace("/");

hanko.onSessionExpired(leave);
hanko.onUserLoggedOut(leave);
hanko.onUserDeleted(leave);

const { is_valid } = await hanko.validateSession();
if (is_valid) placeElement(hanko);
else leave();
