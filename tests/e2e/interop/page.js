// A page with a library that calls navigator.credentials, and the passkey server's calls that need no key.
import { create, get } from "webauthn-library";

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

window.page = {
  create,
  get,
  register: async (tenantUrl, options) => post(`${tenantUrl}/registration/finalize`, await create(options)),
  signIn: async (tenantUrl) =>
    post(`${tenantUrl}/login/finalize`, await get(await post(`${tenantUrl}/login/initialize`, {}))),
};
