import type { JsonObject } from "@bufbuild/protobuf";

/** Something webhooks may hear of: the event's name and the data of its delivery. */
export interface Happening {
  readonly event: string;
  /** Made only when somebody listens. */
  data(): JsonObject;
}
