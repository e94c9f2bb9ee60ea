import { create } from "@bufbuild/protobuf";
import type { ConnectRouter } from "@connectrpc/connect";
import { Reason } from "@signet/proto/errors/v1/errors";
import { FlowService } from "@signet/proto/flow/v1/flow_service";
import { UserCreatedSchema } from "@signet/proto/identity/v1/identity_events";
import { IdentityService } from "@signet/proto/identity/v1/identity_service";
import { UserSchema } from "@signet/proto/identity/v1/user";
import { callerOf, forward } from "../caller.ts";
import { on } from "../events.ts";
import type { CallTable } from "../interceptors.ts";
import { outboxRow } from "../outbox.ts";
import { problem, rescue } from "../problem.ts";
import type { Unit, UnitDeps } from "../unit.ts";

/** A leaf with an outbox: creating a user writes an event; the other calls fail in the ways a handler can. */
const identity: Unit = {
  name: "identity",
  services: [IdentityService],
  outbox: true,
  create({ db, now }: UnitDeps) {
    return {
      routes: (router: ConnectRouter) =>
        router.service(IdentityService, {
          async createUser({ userId, name }, context) {
            const { tenantId, origin } = callerOf(context);
            const user = create(UserSchema, { userId, name });
            const data = outboxRow(UserCreatedSchema, tenantId, { user, origin }, now());
            await db.prisma.identityOutbox.create({ data });
            return { user };
          },
          getUser({ userId }) {
            throw problem(Reason.USER_NOT_FOUND, "no such user", { userId });
          },
          deleteUser() {
            throw new Error("a secret of the database");
          },
          /** Never answers: ends when the caller goes or its deadline passes, and says so in the answer's name. */
          async updateUser(_request, { signal }) {
            await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
            aborted.push(String(signal.reason));
            return {};
          },
          findUser(_request, context) {
            const { unit, tenantId, origin } = callerOf(context);
            return {
              user: { userId: tenantId, name: unit, givenName: origin.requestId, familyName: origin.userAgent },
            };
          },
        }),
    };
  },
};

/** Why the calls that never answer ended. */
export const aborted: string[] = [];

/** Listens: one entry for each user that came to be, however often the event is delivered. */
const audit: Unit = {
  name: "audit",
  services: [],
  outbox: false,
  create({ db, now }) {
    return {
      routes: () => undefined,
      listeners: [
        on(UserCreatedSchema, async ({ user }, { id, tenantId }) => {
          if (user?.name === "poison") throw new Error("this event cannot be handled");
          await db.prisma.$transaction(async (tx) => {
            const data = [{ eventId: id, consumer: "audit", receivedAt: now() }];
            const { count } = await tx.auditInbox.createMany({ data, skipDuplicates: true });
            if (count === 0) return;
            const entry = { tenantId, id, type: "user_created", actorUserId: user?.userId ?? "" };
            await tx.auditEntry.create({ data: { ...entry, createdAt: now(), updatedAt: now() } });
          });
        }),
      ],
    };
  },
};

/** Calls a leaf: passes its caller's tenant, origin and abort on, and answers for the leaf's reasons. */
const flow: Unit = {
  name: "flow",
  services: [FlowService],
  outbox: true,
  create({ peers }) {
    const users = peers.client(IdentityService);
    return {
      routes: (router: ConnectRouter) =>
        router.service(FlowService, {
          async startFlow({ flowName }, context) {
            const found = await users.findUser({}, forward(context, { flowId: flowName }));
            return { effects: { deviceTrust: JSON.stringify(found.user) } };
          },
          async executeAction({ flowId }, context) {
            const known = users.getUser({ userId: flowId }, forward(context)).then(() => "known");
            const state = await rescue(known, { [Reason.USER_NOT_FOUND]: () => "unknown" });
            return { effects: { deviceTrust: state } };
          },
        }),
    };
  },
};

/** In order of dependency. */
export const sampleUnits: readonly Unit[] = [identity, audit, flow];

/** Who may call the sample units. */
export const sampleTable: CallTable = { identity: ["flow", "gateway", "api"], flow: ["gateway", "api"], audit: [] };
