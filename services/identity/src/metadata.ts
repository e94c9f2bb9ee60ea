import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { problem } from "@signet/kit";
import { Reason } from "@signet/proto/errors/v1/errors";
import type { Change } from "./change.ts";
import type { Metadata, User } from "./user.ts";

/** What to do with one part of the metadata. */
export type Patch = { readonly merge: JsonObject } | "clear" | "keep";

/** What to do with each part. */
export type MetadataPatch = Readonly<Record<keyof Metadata, Patch>>;

const parts = ["public", "private", "unsafe"] as const;

/** Characters (code points) of a part's JSON text. */
const LIMIT = 3000;

/** Applies the patches; when a part becomes too large, none of them. */
export function patchMetadata(user: User, patch: MetadataPatch): Change {
  const metadata: Metadata = {
    public: patched(user.metadata.public, patch.public),
    private: patched(user.metadata.private, patch.private),
    unsafe: patched(user.metadata.unsafe, patch.unsafe),
  };
  assertMetadata(metadata);
  const differs = parts.some((part) => JSON.stringify(user.metadata[part]) !== JSON.stringify(metadata[part]));
  return differs ? { user: { ...user, metadata }, facts: [{ kind: "metadata changed" }] } : { user, facts: [] };
}

/** Refuses metadata that is too large, or that a database cannot hold. */
export function assertMetadata(metadata: Metadata): void {
  const texts = parts.map((part) => JSON.stringify(metadata[part]));
  const faults = parts
    .filter((_, index) => [...(texts[index] ?? "")].length > LIMIT)
    .map((part) => `${part} metadata must not exceed ${LIMIT} characters`);
  if (faults.length > 0) {
    throw problem(Reason.METADATA_INVALID, `metadata limit exceeded: ${faults.join(", ")}`);
  }
  // No backslash before the escape, or an even number of them: otherwise it is the text "\\u0000". PostgreSQL refuses it.
  if (texts.some((text) => /(?<!\\)(?:\\\\)*\\u0000/.test(text))) {
    throw problem(Reason.METADATA_INVALID, "metadata cannot hold the character U+0000");
  }
}

function patched(part: JsonObject, patch: Patch): JsonObject {
  if (patch === "keep") return part;
  return patch === "clear" ? {} : mergePatch(part, patch.merge);
}

/** RFC 7396: null removes, objects merge, everything else (arrays too) replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  // A Map and fromEntries, so that a key such as "__proto__" is a key and nothing more.
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (isObject(value)) merged.set(key, mergePatch(objectOr({}, merged.get(key)), value));
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

function objectOr(fallback: JsonObject, value: JsonValue | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : fallback;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
