// A page with a library that calls navigator.credentials.
import { create, get } from "webauthn-library";

window.page = { create, get };
