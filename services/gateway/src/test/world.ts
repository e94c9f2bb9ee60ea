import type { DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Config, TenantSettings } from "@signet/config";
import type { DeepPartial } from "@signet/config/test";
import type { Database } from "@signet/db";
import { testDatabase } from "@signet/db/test";
import type { Logger, Unit, UnitDeps } from "@signet/kit";
import { testUnits } from "@signet/kit/test";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { WebhookService } from "@signet/proto/webhook/v1/webhook_service";
import { createListener, createWorld, type ListenerName } from "../listeners.ts";

/** What the neighbours answer; a method that is not given is unimplemented. */
export interface Fakes {
  readonly flow?: Partial<ServiceImpl<typeof FlowService>>;
  readonly identity?: Partial<ServiceImpl<typeof IdentityService>>;
  readonly credential?: Partial<ServiceImpl<typeof CredentialService>>;
  readonly token?: Partial<ServiceImpl<typeof TokenService>>;
  readonly webhook?: Partial<ServiceImpl<typeof WebhookService>>;
}

/** How the gateway under test differs from one with the default configuration. */
export interface TestGatewayOptions {
  readonly settings?: DeepPartial<TenantSettings>;
  readonly config?: (config: Config) => Config;
  readonly log?: Logger;
  /** A database of its own; the tests of a file share one otherwise, since the gateway owns no table. */
  readonly db?: Database;
  /** Stands in for the answer of database and bus. */
  readonly ready?: () => Promise<void>;
}

let sharedDatabase: Promise<Database> | undefined;

/** A gateway over a real database, its neighbours faked behind router transports. */
export async function testGateway(fakes: Fakes, { config, ready, ...options }: TestGatewayOptions = {}) {
  let captured: UnitDeps | undefined;
  const probe: Unit = {
    name: "gateway",
    services: [],
    outbox: false,
    create: (deps) => {
      captured = deps;
      return { routes: () => undefined };
    },
  };
  const neighbours = [
    fake("identity", IdentityService, fakes.identity),
    fake("credential", CredentialService, fakes.credential),
    fake("token", TokenService, fakes.token),
    fake("webhook", WebhookService, fakes.webhook),
    fake("flow", FlowService, fakes.flow),
  ];
  sharedDatabase ??= testDatabase();
  const { clock } = await testUnits([...neighbours, probe], { db: await sharedDatabase, ...options });
  if (!captured) throw new Error("the gateway was not composed");

  const deps = { ...captured, config: config?.(captured.config) ?? captured.config, ready: ready ?? captured.ready };
  const world = createWorld(deps);
  return {
    deps,
    world,
    clock,
    listener: (name: ListenerName) => createListener(name, world),
    app: createListener("public", world),
  };
}

function fake<S extends DescService>(name: string, service: S, implementation: Partial<ServiceImpl<S>> = {}): Unit {
  return {
    name,
    services: [service],
    outbox: false,
    create: () => ({ routes: (router) => void router.service(service, implementation) }),
  };
}
