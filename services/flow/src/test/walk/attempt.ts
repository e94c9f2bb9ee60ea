import type { JsonObject } from "@bufbuild/protobuf";
import type { FlowState } from "@signet/proto/flow/v1/flow";

/** What is sent with an action, and what the walker has once it was accepted. */
export interface Attempt {
  readonly input: JsonObject;
  /** It is the owner's own password: whatever else is missing, nobody may call it wrong. */
  readonly isRight?: boolean;
  /** It proves nothing: whatever else is right, nobody may accept it. */
  readonly isWrong?: boolean;
  accepted?(answer: FlowState): void;
}
