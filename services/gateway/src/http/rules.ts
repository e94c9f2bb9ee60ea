import { isIP } from "node:net";
import type { JsonObject } from "@bufbuild/protobuf";
import { type Timestamp, timestampFromDate } from "@bufbuild/protobuf/wkt";
import { isEmailAddress, isUuid } from "@signet/kit";
import { z } from "zod";
import { jsonFault } from "./safe-json.ts";

/** A text that a database can hold: none of ours stores U+0000. */
export const text = z.string().refine((said) => !said.includes("\0"), { params: { rule: "text" } });

/** A text that has to be there and not be empty. */
export const requiredText = text.min(1);

/** An e-mail address; what surrounds it is not part of it. */
export const emailAddress = requiredText
  .refine((said) => said === "" || isEmailAddress(said.trim()), { params: { rule: "email" } })
  .meta({ format: "email" });

/** A UUID as the contract has them, in lower case (public-rest.md 1.4). */
export const uuid = z
  .string()
  .refine(isUuid, { params: { rule: "uuid" } })
  .meta({ format: "uuid" });

/** The same where only version 4 will do. */
export const uuid4 = z
  .string()
  .refine((said) => isUuid(said) && /^.{14}4.{4}[89ab]/.test(said), { params: { rule: "uuid4" } })
  .meta({ format: "uuid" });

/** A UUID in whatever case, for ids that the contract parses instead of checking their letters. */
export function parsedUuid(message: string) {
  return z.string().toLowerCase().refine(isUuid, message).meta({ format: "uuid" });
}

/** An address on the web. */
export const webUrl = z
  .string()
  .refine((url) => /^https?:\/\/[^\s/]/.test(url) && URL.canParse(url), { params: { rule: "url" } })
  .meta({ format: "uri" });

/** An address of a machine, of either version; empty where it is not known. */
export const ipAddress = z
  .string()
  .refine((address) => address === "" || isIP(address) > 0, { params: { rule: "ip" } })
  .meta({ anyOf: [{ format: "ipv4" }, { format: "ipv6" }, { maxLength: 0 }] });

/** A point in time (RFC 3339). */
export const time = z.iso.datetime({ offset: true });

/** Such a point in time, where one was said. */
export function timestampOf(said: string | undefined): Timestamp | undefined {
  return said === undefined ? undefined : timestampFromDate(new Date(said));
}

/** Any JSON object that is safe to pass on (safe-json.ts). Taken as it is: a copy would cost, and hide what is wrong. */
export const safeObject = z
  .custom<JsonObject>((value) => typeof value === "object")
  .superRefine((value, context) => {
    const message = jsonFault(value);
    if (message) context.addIssue({ code: "custom", message });
  })
  .meta({ type: "object" });

const messages: Readonly<Record<string, string>> = {
  text: "must not contain U+0000",
  name: "must be a non-empty string or null",
  uuid: "must be a valid uuid",
  uuid4: "must be a valid uuid4",
  url: "must be a valid URL",
  ip: "must be a valid ip address (v4 or v6)",
  email: "must be a valid email address",
  datetime: "must be a time such as 2026-01-31T12:00:00Z",
  unique: "entries are not unique",
};

/** Everything that is wrong, in the contract's words (public-rest.md 1.4). */
export function ruleBroken({ issues }: z.ZodError): string {
  return issues.map(messageOf).join(" and ");
}

function messageOf(issue: z.core.$ZodIssue): string {
  const field = issue.path.reduce<string>(
    (path, step) =>
      typeof step === "number" ? `${path}[${step}]` : path === "" ? String(step) : `${path}.${String(step)}`,
    "",
  );
  const said = (what: string) => `${field} ${what}`;
  switch (issue.code) {
    case "invalid_type":
      return said("is a required field");
    case "too_small":
      if (issue.origin === "string" && issue.minimum === 1) return said("is a required field");
      if (issue.origin === "number") return said(`must be at least ${issue.minimum}`);
      return `length of ${said(`must be greater or equal to ${issue.minimum}`)}`;
    case "too_big":
      if (issue.origin === "number") return said(`must be at most ${issue.maximum}`);
      return `length of ${said(`must be less or equal to ${issue.maximum}`)}`;
    case "invalid_format":
      return said(messages[issue.format] ?? "has the wrong form");
    case "invalid_value":
      return said(`must be ${issue.values.map(String).join(" or ")}`);
    case "custom": {
      const rule = messages[String(issue.params?.rule)];
      return rule === undefined ? issue.message : said(rule);
    }
    default:
      return said("is not what it has to be");
  }
}
