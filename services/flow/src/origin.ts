import type { MessageInitShape } from "@bufbuild/protobuf";
import type { OriginSchema } from "@signet/proto/origin/v1/origin";
import type { Turn } from "./engine/types.ts";
import { primaryEmail } from "./subject.ts";

/** Where a turn's changes come from, with the actor as far as known. */
export function originOf({ data, flow, found, origin }: Pick<Turn, "flow" | "data" | "found" | "origin">) {
  const { userId = "", email = "" } = data;
  // The memory may name an address that is being proven; the actor is named by the primary one.
  const user = found.user?.userId === userId ? found.user : undefined;
  const actorEmail = (user && primaryEmail(user)?.address) ?? email;
  return { ...origin, flowId: flow.id, actorUserId: userId, actorEmail } satisfies MessageInitShape<
    typeof OriginSchema
  >;
}
