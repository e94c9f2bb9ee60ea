import { randomUUID } from "node:crypto";

/** An id from outside ends up in logs, events and the answer's headers, so only what cannot harm there is taken. */
const SANE = /^[\w.:/+=@-]{1,128}$/;

/** The client's id for the request if it is usable, otherwise 32 random characters (public-rest.md 1.6). */
export function requestIdOf(given: string | readonly string[] | undefined): string {
  if (typeof given === "string" && SANE.test(given)) return given;
  return randomUUID().replaceAll("-", "");
}
