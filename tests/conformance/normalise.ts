import type { Answer } from "./http.ts";
import type { Person } from "./people.ts";

/** What of an answer is contract: everything that differs from run to run is replaced by its kind. */
export interface Normal {
  readonly status: number;
  readonly type: string;
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The part of a person that shows in answers. */
export type Named = Partial<Pick<Person, "id" | "email" | "email2" | "username">>;

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const headersThatCount = [
  "x-auth-token",
  "x-session-lifetime",
  "x-session-retention",
  "x-total-count",
  "link",
  "location",
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "access-control-expose-headers",
  "access-control-max-age",
];

const kindByKey: Readonly<Record<string, string>> = {
  csrf_token: "<csrf>",
  challenge: "<challenge>",
  message: "<text>",
  otp_secret: "<secret>",
  otp_image_source: "<image>",
  retry_after: "<seconds>",
  resend_after: "<seconds>",
  ip_address: "<address>",
  user_agent: "<agent>",
  user_agent_raw: "<agent>",
  session_token: "<token>",
  credential_id: "<credential>",
  WebauthnCredentialID: "<credential>",
};

/** Reduces an answer to what two servers must have in common. */
export function normalise(answer: Answer, who: Named = {}, other?: Named): Normal {
  const text = textWithout(who, other);
  const cookies = (answer.headers["set-cookie"] ?? []).map(normalCookie).sort();
  const headers = normalHeaders(answer, text);
  const [type = ""] = (answer.headers["content-type"] ?? "").split(";");
  return {
    status: answer.status,
    type: type.toLowerCase(),
    ...(cookies.length > 0 && { cookies }),
    ...(Object.keys(headers).length > 0 && { headers }),
    body: answer.json === undefined ? unreadable(answer.text) : normalValue(answer.json, { key: "", text }),
  };
}

type Text = (value: string) => string;

/** Replaces times, names and ids within a text. */
function textWithout(who: Named, other: Named | undefined): Text {
  const names: [string | undefined, string][] = [
    [who.email2, "<email2>"],
    [who.email, "<email>"],
    [`fresh-${who.id}@example.com`, "<fresh>"],
    [`ghost-${who.id}@example.com`, "<ghost>"],
    [other?.email, "<other>"],
    [other?.username, "<othername>"],
    [`name_${who.id}`, "<name>"],
    [who.username, "<username>"],
    [who.id, "<id>"],
    [who.id?.toUpperCase(), "<ID>"],
  ];
  return (value) => {
    if (time.test(value)) return "<time>";
    const named = names.reduce((rest, [name, kind]) => (name ? rest.replaceAll(name, () => kind) : rest), value);
    // The id of zeros is the model of an authenticator that does not say which it is.
    return named.replace(uuids, (uuid) => (/^0{8}-/.test(uuid) ? uuid : "<uuid>"));
  };
}

interface Place {
  readonly key: string;
  readonly parent?: object;
  readonly text: Text;
}

function normalValue(value: unknown, place: Place): unknown {
  const { key, text } = place;
  // The reference learns the backup flags at the first login only.
  if (key === "backup_eligible" || key === "backup_state") return "<flag>";
  const kind = Object.hasOwn(kindByKey, key) ? kindByKey[key] : undefined;
  if (kind !== undefined && (typeof value === "string" || typeof value === "number")) return kind;
  if (key === "cause" || key === "internal") return undefined;
  // It depends on what the person did before.
  if (key === "last_login") return "<last login>";
  if (typeof value === "string") return normalText(value, place);
  if (Array.isArray(value)) return normalList(value, key, text);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    members
      .map(([name, member]) => [text(name), normalValue(member, { key: name, parent: value, text })] as const)
      .filter(([, member]) => member !== undefined),
  );
}

function normalText(value: string, { key, parent, text }: Place): string {
  if (key === "public_key") return "<key>";
  if (key !== "id" || !parent) return text(value);
  if ("type" in parent && parent.type === "public-key") return "<credential>";
  if ("displayName" in parent && "name" in parent) return "<handle>";
  return "attestation_type" in parent ? "<credential>" : text(value);
}

function normalList(list: readonly unknown[], key: string, text: Text): unknown[] {
  const normal = list.map((item) => normalValue(item, { key, parent: list, text }));
  // The reference lists addresses in no fixed order.
  return key === "emails" ? normal.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : normal;
}

function unreadable(text: string): string {
  return text === "" ? "" : "<text>";
}

function normalCookie(line: string): string {
  const [pair = "", ...attributes] = line.split(/;\s*/);
  const [name, value] = pair.split("=");
  const kept = attributes.map((attribute) => attribute.replace(/^expires=.*/i, "Expires=<time>")).sort();
  return `${name}=${value ? "<value>" : ""}; ${kept.join("; ")}`;
}

function normalHeaders({ headers }: Answer, text: Text): Record<string, string> {
  const present = headersThatCount.filter((name) => headers[name] !== undefined);
  return Object.fromEntries(
    present.map((name) => {
      const value = String(headers[name])
        .replace(/https?:\/\/(127\.0\.0\.1|localhost):\d+/g, "<base>")
        .replace(/%40/g, "@");
      return [name, name === "x-auth-token" ? "<token>" : text(value)];
    }),
  );
}
