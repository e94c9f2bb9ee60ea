import type { Username } from "@signet/proto/identity/v1/user";
import { rfc3339 } from "./time.ts";

/** The name a user signs in with (flow-api.md 16.4). */
export function usernameJson({ usernameId, username, createTime, updateTime }: Username) {
  return {
    id: usernameId,
    username,
    created_at: createTime && rfc3339(createTime),
    updated_at: updateTime && rfc3339(updateTime),
  };
}
