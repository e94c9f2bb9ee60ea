// Shows who is signed in, how, and for how long; leaves as soon as nobody is.
import { connect, say } from "./api.js";

const methodNames = {
  passkey: "passkey",
  otp: "code by e-mail",
  pwd: "password",
  totp: "authenticator app",
  security_key: "security key",
  ext: "another provider",
};

const hanko = await connect();
const leave = () => location.replace("/");

hanko.onSessionExpired(leave);
hanko.onUserLoggedOut(leave);
hanko.onUserDeleted(leave);

const { is_valid, claims } = await hanko.validateSession();
if (is_valid) show(claims);
else leave();

function show(claims) {
  const methods = (claims.amr ?? []).map((method) => methodNames[method] ?? method.replace(/^ext:/, ""));
  put("name", claims.email?.address ?? claims.username ?? "You");
  put("methods", capitalised(methods.join(", then ")) || "Unknown");
  put("user-id", claims.subject);
  put("claims", JSON.stringify(claims, undefined, 2));
  countDown(new Date(claims.expiration));
  document.getElementById("account").hidden = false;
  document.getElementById("logout").addEventListener("click", logOut);
}

async function logOut({ currentTarget }) {
  currentTarget.disabled = true;
  try {
    await hanko.logout();
  } catch {
    currentTarget.disabled = false;
    say({ title: "You are still signed in.", text: "The API did not answer. Try again." });
  }
}

function countDown(end) {
  const ends = document.getElementById("ends");
  ends.dateTime = end.toISOString();
  ends.textContent = end.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
  const tick = () => {
    const seconds = Math.floor((end.getTime() - Date.now()) / 1000);
    if (seconds <= 0) return leave();
    put("countdown", `in ${inWords(seconds)}`);
  };
  tick();
  setInterval(tick, 1_000);
}

function inWords(seconds) {
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3_600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts
    .slice(first)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(" ");
}

function put(id, text) {
  document.getElementById(id).textContent = text;
}

function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
