export { isAway } from "./away.ts";
export { createBell } from "./bell.ts";
export { createLocalBus } from "./bus-local.ts";
export {
  type Caller,
  callerFrom,
  callerKey,
  callerOf,
  callFor,
  forward,
  SINGLE_TENANT,
  TENANT_HEADER,
  UNIT_HEADER,
} from "./caller.ts";
export { type Composed, type Composition, compose } from "./compose.ts";
export { isSameBytes, isSameText } from "./constant-time.ts";
export { withDeadline } from "./deadline.ts";
export { isEmailAddress } from "./email-address.ts";
export { type Bus, type Envelope, type Listener, on } from "./events.ts";
export { isUuid, uuidv4, uuidv7 } from "./ids.ts";
export { type Import, type ImportFault, type ImportStep, importing, sortOut } from "./import-stream.ts";
export { type CallTable, onFailure } from "./interceptors.ts";
export { type Leftovers, leftoversIn, removeLeftovers } from "./leftovers.ts";
export { listenProblem, urlHost } from "./listening.ts";
export { type Logger, silentLog } from "./log.ts";
export { createLru, type Lru } from "./lru.ts";
export { type OutboxRow, outboxRow } from "./outbox.ts";
export { pause } from "./pause.ts";
export { metadataOf, problem, reasonOf, rescue } from "./problem.ts";
export { repeat } from "./repeat.ts";
export {
  isOpenService,
  openRpcListener,
  openTypedListener,
  type RpcListener,
  type RpcListenerOptions,
} from "./rpc-listener.ts";
export { allows, isScope, type Scope, scopeOfCall, scopeOfRoute, scopeTable } from "./scopes.ts";
export { createSecrets, type Secrets } from "./secrets.ts";
export { sessionRequestFor } from "./session-request.ts";
export type { KeyChange, KeyPolicy, SigningKey } from "./signing-key-plan.ts";
export { type SigningKeyStore, signingKeyTable } from "./signing-key-table.ts";
export { createSigningKeys, type SignedClaims, type SigningKeys } from "./signing-keys.ts";
export type { TlsMaterial } from "./tls.ts";
export type { BuiltUnit, Peers, Running, Unit, UnitDeps } from "./unit.ts";
