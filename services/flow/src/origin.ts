import type { MessageInitShape } from "@bufbuild/protobuf";
import type { OriginSchema } from "@signet/proto/origin/v1/origin";
import type { Turn } from "./engine/types.ts";

/** Where a turn's changes come from, with the actor as far as known. */
export function originOf(turn: Pick<Turn, "flow" | "data" | "origin">): MessageInitShape<typeof OriginSchema> {
  const { data, flow, origin } = turn;
  return { ...origin, flowId: flow.id, actorUserId: data.userId ?? "", actorEmail: data.email ?? "" };
}
