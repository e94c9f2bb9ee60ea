const HTML: Readonly<Record<string, string>> = {
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\0": "\uFFFD",
};

/** Text that may stand in HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/["'&<>\0]/g, (character) => HTML[character] ?? character);
}

const JAVASCRIPT: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
};

/** Text that may stand in a string of JavaScript. */
export function escapeJavaScript(text: string): string {
  const special = /[\\'"<>&=\p{Cc}]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;
  return text.replaceAll(special, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return JAVASCRIPT[character] ?? `\\u${point.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** Text that may stand in the query of a URL. */
export function escapeQuery(text: string): string {
  // Half a character, which cannot be encoded, becomes the sign for that.
  return encodeURIComponent(Buffer.from(text).toString("utf8"))
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}
