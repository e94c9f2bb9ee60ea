/**
 * Bytes as unpadded base64url, the form in which both APIs carry everything binary.
 *
 * @example
 * ```ts
 * console.log(encodeBase64url(new TextEncoder().encode("ada-01"))); // YWRhLTAx
 * ```
 */
export function encodeBase64url(bytes: ArrayBuffer | ArrayBufferView): string {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_");
}

/**
 * The bytes behind base64url, padded or not. Throws a `TypeError` for other text.
 *
 * @example
 * ```ts
 * console.log(new TextDecoder().decode(decodeBase64url("YWRhLTAx"))); // ada-01
 * ```
 */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!isBase64url(text)) throw new TypeError("this is not base64url");
  const binary = atob(text.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Whether a text is base64url, each group of four characters holding three bytes. */
export function isBase64url(text: string): boolean {
  return /^(?:[\w-]{4})*(?:[\w-]{2}={0,2}|[\w-]{3}=?)?$/.test(text);
}

/** Bytes in the standard alphabet, unpadded. */
export function base64(bytes: ArrayBuffer | ArrayBufferView): string {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  let binary = "";
  // Not at once: a function takes only so many arguments.
  for (const byte of view) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/=+$/, "");
}
