import type { JsonObject } from "@bufbuild/protobuf";
import type { TemplateUser } from "@signet/proto/token/v1/token_service";
import type { EmailClaim, Subject } from "./claims.ts";
import { queryText } from "./template/json-query.ts";
import type { Method, Struct, Value } from "./template/value.ts";

/** What the claims of session.jwt_template may be computed from. */
export interface TemplateFacts {
  readonly userId: string;
  readonly subject: Pick<Subject, "email" | "username">;
  readonly user?: Omit<TemplateUser, "$typeName">;
}

/** The data of a template: one object with `.User`. Private metadata is not among it. */
export function templateData({ userId, subject, user }: TemplateFacts): Value {
  const metadata = metadataOf(user?.publicMetadata, user?.unsafeMetadata);
  const text = (value: string | undefined) => value ?? "";
  const printed = {
    user_id: userId,
    ...(subject.email && { email: subject.email }),
    username: subject.username,
    ...(metadata && { metadata: metadata.printed }),
    name: text(user?.name),
    family_name: text(user?.familyName),
    given_name: text(user?.givenName),
    picture: text(user?.picture),
  };
  const fields = {
    UserID: userId,
    Email: subject.email ? emailOf(subject.email) : NOTHING,
    Username: subject.username,
    Name: printed.name,
    GivenName: printed.given_name,
    FamilyName: printed.family_name,
    Picture: printed.picture,
    Metadata: metadata?.value ?? NOTHING,
  };
  const person = struct(fields, printed);
  return { kind: "struct", fields: { User: person }, text: `{${person.text}}` };
}

const NOTHING: Struct = { kind: "struct", fields: undefined, text: "" };

function emailOf(email: EmailClaim): Struct {
  const { address, is_primary, is_verified } = email;
  return struct({ Address: address, IsPrimary: is_primary, IsVerified: is_verified }, email);
}

/** Nothing when there is none, so that a template can ask whether there is. */
function metadataOf(ofPublic: JsonObject | undefined, ofUnsafe: JsonObject | undefined) {
  const isEmpty = (json: JsonObject | undefined) => !json || Object.keys(json).length === 0;
  if (isEmpty(ofPublic) && isEmpty(ofUnsafe)) return undefined;
  const printed = {
    ...(!isEmpty(ofPublic) && { public_metadata: ofPublic }),
    ...(!isEmpty(ofUnsafe) && { unsafe_metadata: ofUnsafe }),
  };
  const value = struct({ Public: reader(ofPublic), Unsafe: reader(ofUnsafe) }, printed);
  return { value, printed };
}

/** Reads metadata by a GJSON path, given in one piece or in several; all of it without. */
function reader(json: JsonObject | undefined): Method {
  return {
    kind: "method",
    call(path) {
      if (!json) return "";
      return path.length === 0 ? JSON.stringify(json) : queryText(json, path.join("."));
    },
  };
}

function struct(fields: Readonly<Record<string, Value>>, printed: object): Struct {
  return { kind: "struct", fields, text: goJson(printed) };
}

/** JSON as Go writes it: safe to stand in HTML. */
function goJson(value: object): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, escaped);
}
