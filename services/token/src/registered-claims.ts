import type { JsonValue } from "@bufbuild/protobuf";

const isText = (value: JsonValue) => typeof value === "string";
const isTexts = (value: JsonValue) => isText(value) || (Array.isArray(value) && value.every(isText));
const isTime = (value: JsonValue) => typeof value === "number" || (isText(value) && /^\d+(\.\d+)?$/.test(value));

/** The types of the claims that every reader of a token knows (RFC 7519 section 4.1). */
const types: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  iss: isText,
  sub: isText,
  jti: isText,
  aud: isTexts,
  exp: isTime,
  nbf: isTime,
  iat: isTime,
};

/** The value of a claim as it may stand in a token. Undefined when it has not the type that its name demands. */
export function registered(name: string, value: JsonValue): JsonValue | undefined {
  const fits = Object.hasOwn(types, name) ? types[name] : undefined;
  if (!fits) return value;
  if (!fits(value)) return undefined;
  return fits === isTime ? Number(value) : value;
}
