import { signetError } from "../http/error.ts";
import type { Reply } from "../http/transport.ts";
import type { Model } from "./model.ts";
import { deserialize } from "./serialize.ts";

/** The body of an answer, or an error of the kind `invalid-response`. */
export function answer<T>({ method, path, status, content }: Reply, model: Model<T>): T {
  try {
    return deserialize(content, model);
  } catch (cause) {
    throw signetError({ kind: "invalid-response", method, path, status, content, cause });
  }
}
