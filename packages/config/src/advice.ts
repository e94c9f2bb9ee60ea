import { type GroupNode, keysOf } from "./node.ts";
import { showPath, type Tree, valueAt } from "./paths.ts";
import type { Parsed } from "./schema.ts";

/** What is allowed and probably not meant: one line each. */
export function advice(settings: Parsed, given: Tree, root: GroupNode): readonly string[] {
  return [...nanoseconds(given, root), ...insecureOrigins(settings), ...uncheckedSignatures(settings)];
}

/** A bare number counts nanoseconds, which hardly anybody expects. */
function nanoseconds(given: Tree, root: GroupNode): readonly string[] {
  return keysOf(root).flatMap(({ path, facts }) => {
    const value = facts.type === "duration" ? valueAt(given, path) : undefined;
    if (typeof value !== "number" || value === 0) return [];
    return [`${showPath(path)}: ${value} counts nanoseconds; write a unit, such as 1m or 300ms`];
  });
}

function insecureOrigins({ webauthn }: Parsed): readonly string[] {
  return webauthn.relying_party.origins
    .filter((origin) => origin.startsWith("http://") && !isLocal(new URL(origin).hostname))
    .map((origin) => `webauthn.relying_party.origins: browsers offer no passkeys on ${origin}; use https`);
}

function isLocal(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "127.0.0.1" || host === "[::1]";
}

function uncheckedSignatures({ saml }: Parsed): readonly string[] {
  return saml.enabled && saml.options.skip_signature_validation
    ? ["saml.options.skip_signature_validation: anybody can sign in as anybody; switch it off"]
    : [];
}
