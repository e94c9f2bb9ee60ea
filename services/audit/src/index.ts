import { leftoversIn, repeat, type Unit } from "@signet/kit";
import { AuditService } from "@signet/proto/audit/v1/audit_service";
import { entryMac } from "./chain/hash.ts";
import { countBefore, cutBefore, sealAll } from "./chain/sealer.ts";
import { createChainStore } from "./chain/store.ts";
import { printEntry } from "./console.ts";
import { listenersOf } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { masked } from "./mask.ts";
import { relyingPartyLog } from "./relying-parties.ts";
import { auditRoutes } from "./rpc.ts";
import { createAuditStore } from "./store.ts";

/** Until it is sealed an entry is kept by its HMAC alone, which tells a change and not a removal. */
const SEAL_EVERY_MS = 1_000;
/** The bus repeats an event within days, never later. */
const REMEMBER_EVENTS_MS = 14 * 24 * 3_600_000;

/** The audit log: listens to what happened, keeps it, and lets it be read. */
export const audit: Unit = {
  name: "audit",
  services: [AuditService],
  outbox: false,
  create({ db, config, secrets, now, log }) {
    const store = createAuditStore(db);
    const forged = new Set<string>();
    const onForged = (tenantId: string) => {
      if (!forged.has(tenantId)) log.error({ tenantId }, "the audit chain is not ours: run signet audit verify");
      forged.add(tenantId);
    };
    const chains = { store: createChainStore(db), secrets, now, onForged };
    const { audit_log: settings } = config;
    const { storage, console_output: output } = settings;

    async function append(tenantId: string, entry: Entry, { always = false } = {}): Promise<void> {
      const shown = settings.mask ? masked(entry) : entry;
      const isNew =
        !(storage.enabled || always) || (await store.append(tenantId, shown, entryMac(secrets, tenantId, shown)));
      if (isNew && output.enabled) printEntry(shown, output.output === "stderr" ? "stderr" : "stdout");
    }

    const before = (ms: number) => new Date(now().getTime() - ms);
    return {
      routes: auditRoutes({ append, store, chains, now }),
      // Nobody reads: then nothing else needs to be heard.
      listeners: [relyingPartyLog(append), ...(storage.enabled || output.enabled ? listenersOf(append) : [])],
      leftovers: [
        {
          name: "audit_logs",
          count: () => countBefore(chains, before(settings.retention)),
          remove: (limit) => cutBefore(chains, before(settings.retention), limit),
        },
        leftoversIn("audit_inbox", db.prisma.auditInbox, () => ({ receivedAt: { lt: before(REMEMBER_EVENTS_MS) } })),
      ],
      run: (signal) =>
        repeat(() => sealAll(chains, signal), {
          name: "audit chain",
          everyMs: SEAL_EVERY_MS,
          signal,
          log,
        }),
    };
  },
};
