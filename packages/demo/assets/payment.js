// Confirms the payment: asks this server for a challenge, the passkey for its answer, and shows what that proves.
import { say } from "./api.js";

const button = document.getElementById("confirm");
button.addEventListener("click", async () => {
  button.disabled = true;
  say(undefined);
  try {
    show(await confirm());
  } catch (error) {
    say({ title: "Nothing was paid.", text: error.message });
  } finally {
    button.disabled = false;
  }
});

async function confirm() {
  let begun = await post("/payment/begin", {});
  if (begun.register) {
    // The first payment of all: the shop has no passkey of this person yet.
    await post("/payment/passkey", await create(begun.register.publicKey));
    begun = await post("/payment/begin", {});
  }
  return post("/payment/end", await get(begun.confirm.publicKey));
}

async function create(json) {
  const publicKey = {
    ...json,
    challenge: bytes(json.challenge),
    user: { ...json.user, id: bytes(json.user.id) },
    excludeCredentials: (json.excludeCredentials ?? []).map(descriptor),
  };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = response;
  const members = { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) };
  return { id, rawId: text(rawId), type, response: members };
}

async function get(json) {
  const publicKey = {
    ...json,
    challenge: bytes(json.challenge),
    allowCredentials: (json.allowCredentials ?? []).map(descriptor),
  };
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  const signed = { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData) };
  const members = { ...signed, signature: text(signature), userHandle: userHandle ? text(userHandle) : null };
  return { id, rawId: text(rawId), type, response: members };
}

function show(evidence) {
  put("verdict", evidence.valid ? "Paid, and proven" : "Signed, but not proven");
  put("what", evidence.text);
  put("who", evidence.userId);
  put("when", new Date(evidence.signTime).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" }));
  put("where", evidence.origin);
  put("with", evidence.credentialId);
  put("checks", evidence.checks.map(({ name, passed }) => `${passed ? "✓" : "✗"} ${name}`).join(", "));
  put("transaction", evidence.transactionId);
  document.getElementById("evidence").hidden = false;
}

async function post(path, body) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (response.status === 401) location.replace("/");
  const answer = await response.json().catch(() => ({ fault: "The server did not answer." }));
  if (!response.ok || answer.fault) throw new Error(answer.fault ?? "The server did not answer.");
  return answer;
}

function descriptor({ id, ...rest }) {
  return { ...rest, id: bytes(id) };
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function put(id, content) {
  document.getElementById(id).textContent = content;
}
