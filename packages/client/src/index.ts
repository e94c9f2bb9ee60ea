export { Reason } from "@signet/proto/errors/v1/errors";
export { createSignetClient, type SignetClient, type SignetClientOptions } from "./client.ts";
export { reasonOf } from "./reason.ts";
export type { Protocol } from "./transport.ts";
