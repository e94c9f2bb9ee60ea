/** Apps name themselves by a key hash (Android) or a bundle (iOS) and have no host. */
const app = /^(?:android:apk-key-hash(?:-sha256)?|ios:bundle-id):\S+$/;

/** What is wrong with the origin of a page or app, if anything. */
export function originFault(text: string): string | undefined {
  if (app.test(text)) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.host && !url.username && !text.includes("*")) return undefined;
  return `"${text}" is not an origin; write one such as https://acme.example`;
}

/** The origin as browsers report it: no path, no trailing slash, no default port, lower case. */
export function normaliseOrigin(text: string): string {
  if (app.test(text)) return text;
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}
