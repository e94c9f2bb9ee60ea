// A web site of your own: a page with the sign-in element, and an answer that only signed-in people get.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const signet = process.env.SIGNET_URL ?? "http://localhost:8000";
const files = {
  "/": ["text/html", new URL("index.html", import.meta.url)],
  "/elements.js": ["text/javascript", import.meta.resolve("@teamhanko/hanko-elements")],
};

/** Whose session the cookie is; asked anew each time, so that a revoked session is over at once. */
async function signedIn(cookie = "") {
  const response = await fetch(`${signet}/sessions/validate`, { headers: { cookie } });
  const { is_valid, claims } = await response.json();
  return is_valid ? claims : undefined;
}

createServer(async (request, response) => {
  const [type, file] = files[request.url] ?? [];
  if (file) return response.setHeader("content-type", type).end(readFileSync(fileURLToPath(file)));
  if (request.url !== "/me") return response.writeHead(404).end();

  const claims = await signedIn(request.headers.cookie);
  if (!claims) return response.writeHead(401).end();
  response.setHeader("content-type", "application/json").end(JSON.stringify({ email: claims.email.address }));
}).listen(3000, "localhost", () => console.log("http://localhost:3000"));
