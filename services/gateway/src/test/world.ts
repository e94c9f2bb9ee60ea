import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter, ServiceImpl } from "@connectrpc/connect";
import type { Config, TenantSettings } from "@signet/config";
import type { DeepPartial } from "@signet/config/test";
import type { Database } from "@signet/db";
import { testDatabase, undoAtEnd } from "@signet/db/test";
import type { Logger, Unit, UnitDeps } from "@signet/kit";
import { testUnits } from "@signet/kit/test";
import { AuditService } from "@signet/proto/audit/v1/audit_service";
import { ApiKeyService } from "@signet/proto/credential/v1/api_key_service";
import { CredentialService } from "@signet/proto/credential/v1/credential_service";
import { PasswordService } from "@signet/proto/credential/v1/password_service";
import { RelyingPartyAccessService } from "@signet/proto/credential/v1/relying_party_access_service";
import { RelyingPartyCeremonyService } from "@signet/proto/credential/v1/relying_party_ceremony_service";
import { RelyingPartyCredentialService } from "@signet/proto/credential/v1/relying_party_credential_service";
import { RelyingPartyService } from "@signet/proto/credential/v1/relying_party_service";
import { RelyingPartyTransactionService } from "@signet/proto/credential/v1/relying_party_transaction_service";
import { TotpService } from "@signet/proto/credential/v1/totp_service";
import { WebauthnService } from "@signet/proto/credential/v1/webauthn_service";
import { ClassicAccountService } from "@signet/proto/flow/v1/classic_account_service";
import { ClassicService } from "@signet/proto/flow/v1/classic_service";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { TokenService } from "@signet/proto/token/v1/token_service";
import { WebhookService } from "@signet/proto/webhook/v1/webhook_service";
import { createListener, createWorld, type ListenerName } from "../listeners.ts";

/** What the neighbours answer; a method that is not given is unimplemented. */
export interface Fakes {
  readonly flow?: Partial<ServiceImpl<typeof FlowService>>;
  readonly classic?: Partial<ServiceImpl<typeof ClassicService>>;
  readonly classicAccount?: Partial<ServiceImpl<typeof ClassicAccountService>>;
  readonly identity?: Partial<ServiceImpl<typeof IdentityService>>;
  readonly credential?: Partial<ServiceImpl<typeof CredentialService>>;
  readonly apiKeys?: Partial<ServiceImpl<typeof ApiKeyService>>;
  readonly webauthn?: Partial<ServiceImpl<typeof WebauthnService>>;
  readonly password?: Partial<ServiceImpl<typeof PasswordService>>;
  readonly totp?: Partial<ServiceImpl<typeof TotpService>>;
  readonly token?: Partial<ServiceImpl<typeof TokenService>>;
  readonly webhook?: Partial<ServiceImpl<typeof WebhookService>>;
  readonly audit?: Partial<ServiceImpl<typeof AuditService>>;
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

const relyingParties: readonly DescService[] = [
  RelyingPartyService,
  RelyingPartyAccessService,
  RelyingPartyCeremonyService,
  RelyingPartyCredentialService,
  RelyingPartyTransactionService,
];

let sharedDatabase: Promise<Database> | undefined;

function databaseOfFile(): Promise<Database> {
  // Registered first, so that it is undone last: a file that shares this module must not be handed a closed database.
  if (!sharedDatabase) {
    undoAtEnd(async () => {
      sharedDatabase = undefined;
    });
  }
  sharedDatabase ??= testDatabase();
  return sharedDatabase;
}

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
    fake("identity", served(IdentityService, fakes.identity)),
    fake(
      "credential",
      served(CredentialService, fakes.credential),
      served(WebauthnService, fakes.webauthn),
      served(PasswordService, fakes.password),
      served(TotpService, fakes.totp),
      served(ApiKeyService, fakes.apiKeys),
      // Their routes are tested against the unit itself.
      ...relyingParties.map((service) => served(service)),
    ),
    fake("token", served(TokenService, fakes.token)),
    fake("webhook", served(WebhookService, fakes.webhook)),
    fake("audit", served(AuditService, fakes.audit)),
    fake(
      "flow",
      served(FlowService, fakes.flow),
      served(ClassicService, fakes.classic),
      served(ClassicAccountService, fakes.classicAccount),
    ),
  ];
  const { clock } = await testUnits([...neighbours, probe], { db: await databaseOfFile(), ...options });
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

/** A service with what it answers. */
interface Served {
  readonly service: DescService;
  readonly serve: (router: ConnectRouter) => void;
}

function served<S extends DescService>(service: S, implementation: Partial<ServiceImpl<S>> = {}): Served {
  return { service, serve: (router) => void router.service(service, implementation) };
}

function fake(name: string, ...all: readonly Served[]): Unit {
  return {
    name,
    services: all.map(({ service }) => service),
    outbox: false,
    create: () => ({
      routes(router) {
        for (const { serve } of all) serve(router);
      },
    }),
  };
}
