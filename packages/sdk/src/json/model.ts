import { isBase64url } from "./base64url.ts";
import { camelMembers } from "./case.ts";

/** What a payload has to be. Members that this version does not know are kept: a model checks, and removes nothing. */
export interface Model<T> {
  /** For people: "attestation credential". */
  readonly name: string;
  /** The payload, or a `PayloadError` that says which member is not what it should be. */
  read(value: unknown): T;
}

/** A payload that is not what it should be: for a request from a browser, a reason to answer 400. */
export interface PayloadError extends Error {
  readonly name: "PayloadError";
  /** The member that is wrong, such as `response.clientDataJSON`; empty for the payload as a whole. */
  readonly member: string;
}

/** A fault: which member is wrong, and what it must be. */
export interface Fault {
  readonly member: string;
  readonly must: string;
}

/** Says what is wrong with a value, if anything. */
export type Check = (value: unknown, member: string) => Fault | undefined;

/** Makes a model of a check. */
export function model<T>(name: string, check: Check): Model<T> {
  return {
    name,
    read(value) {
      const fault = check(value, "");
      if (fault) throw payloadError(name, fault);
      // The check is written beside the type; nothing else says that they agree.
      return value as T;
    },
  };
}

/** Makes a model of what comes in the passkey server's spelling, and is read in TypeScript's: `user_id` as `userId`. */
export function snakeModel<T>(name: string, check: Check): Model<T> {
  const checked = model<unknown>(name, check);
  // As above.
  return { name, read: (value) => camelMembers(checked.read(value)) as T };
}

/** The error for a payload of this name. */
export function payloadError(name: string, { member, must }: Fault, cause?: unknown): PayloadError {
  const what = member === "" ? must : `${member} ${must}`;
  return Object.assign(new Error(`${name}: ${what}`, { cause }), { name: "PayloadError" as const, member });
}

/**
 * Whether something that was thrown is about a payload.
 *
 * @example
 * ```ts
 * const fromBrowser = '{"id":"AQIDBAUGBwg","type":"public-key"}';
 * try {
 *   deserialize(fromBrowser, assertionCredential);
 * } catch (error) {
 *   if (!isPayloadError(error)) throw error;
 *   console.log(error.message); // assertion credential: rawId must be base64url
 * }
 * ```
 */
export function isPayloadError(error: unknown): error is PayloadError {
  return error instanceof Error && error.name === "PayloadError" && "member" in error;
}

export const text: Check = (value, member) => fault(typeof value === "string", member, "must be a text");
export const number: Check = (value, member) => fault(typeof value === "number", member, "must be a number");
export const flag: Check = (value, member) => fault(typeof value === "boolean", member, "must be true or false");
export const binary: Check = (value, member) =>
  fault(typeof value === "string" && value !== "" && isBase64url(value), member, "must be base64url");

/** Exactly this text. */
export function literal(wanted: string): Check {
  return (value, member) => fault(value === wanted, member, `must be "${wanted}"`);
}

/** What passes the check, null, or nothing. */
export function optional(check: Check): Check {
  return (value, member) => (value === undefined || value === null ? undefined : check(value, member));
}

/** An object with at least these members. */
export function object(members: Readonly<Record<string, Check>>): Check {
  return (value, member) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return { member, must: "must be an object" };
    const own = new Map<string, unknown>(Object.entries(value));
    return first(
      Object.entries(members).map(
        ([name, check]) =>
          () =>
            check(own.get(name), below(member, name)),
      ),
    );
  };
}

/** A list of what passes the check. */
export function list(check: Check): Check {
  return (value, member) => {
    if (!Array.isArray(value)) return { member, must: "must be a list" };
    return first(value.map((each: unknown, index) => () => check(each, below(member, String(index)))));
  };
}

function fault(holds: boolean, member: string, must: string): Fault | undefined {
  return holds ? undefined : { member, must };
}

function first(checks: readonly (() => Fault | undefined)[]): Fault | undefined {
  for (const check of checks) {
    const found = check();
    if (found) return found;
  }
  return undefined;
}

function below(member: string, name: string): string {
  return member === "" ? name : `${member}.${name}`;
}
