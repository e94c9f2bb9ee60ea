import type { KeyFacts, KeyType } from "./keys.ts";
import type { GroupNode, Node } from "./node.ts";

/** The switches by which an operator could keep old keys from being read. */
export type ConversionSwitch = "convert_legacy_config" | "convert_legacy_server_side_session_config";

/** A key of an older generation. */
export interface OldKey {
  readonly path: string;
  readonly type: KeyType;
  readonly env?: string;
  /** The keys that took its place; none means that it has no effect any more. */
  readonly becomes: readonly string[];
  readonly secret?: boolean;
  readonly unless?: ConversionSwitch;
  readonly about: string;
}

const legacy = { unless: "convert_legacy_config" } as const;
const moved = "Older name.";
const dead = "Has had no effect since before 1.0.";

/** Every old key, in one place. */
export const oldKeys: readonly OldKey[] = [
  {
    path: "convert_legacy_config",
    type: "bool",
    env: "CONVERT_LEGACY_CONFIG",
    becomes: [],
    about: "If false, the older names are ignored; otherwise each counts where the newer is absent.",
  },
  {
    path: "convert_legacy_server_side_session_config",
    type: "bool",
    env: "CONVERT_LEGACY_SERVER_SIDE_SESSION_CONFIG",
    becomes: [],
    about: "If false, `session.server_side` is ignored.",
  },
  {
    path: "emails.require_verification",
    type: "bool",
    env: "EMAILS_REQUIRE_VERIFICATION",
    becomes: ["email.require_verification"],
    about: moved,
    ...legacy,
  },
  {
    path: "emails.max_num_of_addresses",
    type: "whole number",
    env: "EMAILS_MAX_NUM_OF_ADDRESSES",
    becomes: ["email.limit"],
    about: moved,
    ...legacy,
  },
  {
    path: "passcode.ttl",
    type: "whole number",
    env: "PASSCODE_TTL",
    becomes: ["email.passcode_ttl"],
    about: moved,
    ...legacy,
  },
  {
    path: "password.min_password_length",
    type: "whole number",
    env: "PASSWORD_MIN_PASSWORD_LENGTH",
    becomes: ["password.min_length"],
    about: moved,
    ...legacy,
  },
  { ...smtp("host"), ...legacy },
  { ...smtp("port"), ...legacy },
  { ...smtp("user"), ...legacy },
  { ...smtp("password"), secret: true, ...legacy },
  {
    path: "webauthn.timeout",
    type: "whole number",
    env: "WEBAUTHN_TIMEOUT",
    becomes: ["webauthn.timeouts.login", "webauthn.timeouts.registration"],
    about: moved,
    ...legacy,
  },
  {
    path: "webauthn.user_verification",
    type: "text",
    env: "WEBAUTHN_USER_VERIFICATION",
    becomes: ["passkey.user_verification"],
    about: moved,
    ...legacy,
  },
  {
    path: "session.server_side.enabled",
    type: "bool",
    env: "SESSION_SERVERSIDE_ENABLED",
    becomes: [
      "session.allow_revocation",
      "session.acquire_ip_address",
      "session.acquire_user_agent",
      "session.show_on_profile",
    ],
    about: "Sessions are always kept on the server now; `true` switches the four newer keys on.",
    unless: "convert_legacy_server_side_session_config",
  },
  {
    path: "session.server_side.limit",
    type: "whole number",
    env: "SESSION_SERVERSIDE_LIMIT",
    becomes: ["session.limit"],
    about: "Older name, 100 unless given; counts only with `session.server_side.enabled`.",
    unless: "convert_legacy_server_side_session_config",
  },
  {
    path: "server.public.cors.allow_origins",
    type: "list of text",
    env: "SERVER_PUBLIC_CORS_ALLOW_ORIGINS",
    becomes: ["cors.allow_origins"],
    about: moved,
  },
  {
    path: "server.public.cors.unsafe_wildcard_origin_allowed",
    type: "bool",
    env: "SERVER_PUBLIC_CORS_UNSAFE_WILDCARD_ORIGIN_ALLOWED",
    becomes: ["cors.unsafe_wildcard_origin_allowed"],
    about: moved,
  },
  {
    path: "server.admin.cors.allow_origins",
    type: "list of text",
    env: "SERVER_ADMIN_CORS_ALLOW_ORIGINS",
    becomes: [],
    about: "The admin API sets no CORS headers.",
  },
  {
    path: "server.admin.cors.unsafe_wildcard_origin_allowed",
    type: "bool",
    env: "SERVER_ADMIN_CORS_UNSAFE_WILDCARD_ORIGIN_ALLOWED",
    becomes: [],
    about: "The admin API sets no CORS headers.",
  },
  { path: "server.public.cors.enabled", type: "bool", becomes: [], about: dead },
  { path: "server.public.cors.allow_credentials", type: "bool", becomes: [], about: dead },
  { path: "server.cors", type: "map of anything", becomes: [], about: `${dead} Use \`cors\`.` },
  { path: "passcode.email", type: "map of anything", becomes: [], about: `${dead} Use \`email_delivery\`.` },
  {
    path: "passcode.smtp",
    type: "map of anything",
    secret: true,
    becomes: [],
    about: `${dead} Use \`email_delivery.smtp\`.`,
  },
  { path: "email_delivery.email", type: "map of anything", becomes: [], about: `${dead} Use \`email_delivery\`.` },
  {
    path: "webauthn.relying_party.origin",
    type: "text",
    becomes: [],
    about: `${dead} Use \`webauthn.relying_party.origins\`.`,
  },
];

function smtp(name: "host" | "port" | "user" | "password"): OldKey {
  const becomes = [`email_delivery.smtp.${name}`];
  return { path: `smtp.${name}`, type: "text", env: `SMTP_${name.toUpperCase()}`, becomes, about: "Older place." };
}

/** The nodes of the schema with the old keys among them, so that a file of any generation finds its place. */
export function withOldKeys(root: GroupNode): GroupNode {
  return oldKeys.reduce((group, old) => insert(group, old.path.split("."), factsOf(old)), root);
}

function insert(group: GroupNode, [name = "", ...rest]: readonly string[], facts: KeyFacts): GroupNode {
  const inner = group.children.get(name);
  const empty: GroupNode = { kind: "group", children: new Map() };
  const node: Node =
    rest.length === 0 ? { kind: "key", facts } : insert(inner?.kind === "group" ? inner : empty, rest, facts);
  return { kind: "group", children: new Map([...group.children, [name, node]]) };
}

function factsOf({ type, env, about, secret }: OldKey): KeyFacts {
  return { type, about, default: undefined, ...(env !== undefined && { env }), ...(secret && { secret }) };
}
