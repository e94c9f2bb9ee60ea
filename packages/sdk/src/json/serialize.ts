import { encodeBase64url } from "./base64url.ts";
import { type Model, payloadError } from "./model.ts";

/** How a payload becomes text. */
export interface SerializeOptions {
  /** Members in the order of their names, so that equal payloads are equal text. Default: as they are. */
  readonly sortKeys?: boolean;
  /** Leaves members out that are null; those that are undefined always are. Default: they stay. */
  readonly omitNulls?: boolean;
}

/**
 * A payload as JSON text. Bytes become unpadded base64url; everything else stays what it is, members that this version
 * does not know included.
 *
 * @example
 * ```ts
 * const options = await authentication.initializeAuthentication();
 * const forBrowser = serialize(options); // {"publicKey":{"challenge":"…
 * console.log(serialize({ b: new Uint8Array([1, 2]), a: null }, { sortKeys: true })); // {"a":null,"b":"AQI"}
 * ```
 */
export function serialize(payload: unknown, { sortKeys = false, omitNulls = false }: SerializeOptions = {}): string {
  const plain = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (isBytes(value)) return encodeBase64url(value);
    if (Array.isArray(value)) return value.map(plain);
    if ("toJSON" in value && typeof value.toJSON === "function") return plain(value.toJSON());
    const members = Object.entries(value).filter(([, each]) => !(omitNulls && each === null));
    if (sortKeys) members.sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(members.map(([name, each]) => [name, plain(each)]));
  };
  return JSON.stringify(plain(payload));
}

/**
 * JSON text as a payload, checked: throws a `PayloadError` that names the first member that is missing or wrong. What
 * it returns holds everything that was in the text.
 *
 * @example
 * ```ts
 * const { publicKey } = await authentication.initializeRegistration({ user: { id: "bea-02", name: "bea@example.org" } });
 * const fromBrowser = JSON.stringify(browser.create({ publicKey }));
 *
 * const credential = deserialize(fromBrowser, attestationCredential);
 * await authentication.finalizeRegistration(credential);
 * ```
 */
export function deserialize<T>(json: string, model: Model<T>): T {
  return model.read(parsed(json, model.name));
}

function parsed(json: string, name: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw payloadError(name, { member: "", must: "must be JSON" }, cause);
  }
}

/** Bytes of another realm are no instances of this one's classes. */
function isBytes(value: object): value is ArrayBuffer | ArrayBufferView {
  return ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}
