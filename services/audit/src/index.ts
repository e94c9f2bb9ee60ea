import { type Logger, repeat, type Unit } from "@signet/kit";
import { AuditService } from "@signet/proto/audit/v1/audit_service";
import { printEntry } from "./console.ts";
import { listenersOf } from "./entries.ts";
import type { Entry } from "./entry.ts";
import { masked } from "./mask.ts";
import { relyingPartyLog } from "./relying-parties.ts";
import { auditRoutes } from "./rpc.ts";
import { type AuditStore, createAuditStore } from "./store.ts";

const CLEAN_EVERY_MS = 3_600_000;
/** The bus repeats an event within days, never later. */
const REMEMBER_EVENTS_MS = 14 * 24 * 3_600_000;

/** The audit log: listens to what happened, keeps it, and lets it be read. */
export const audit: Unit = {
  name: "audit",
  services: [AuditService],
  outbox: false,
  create({ db, config, now, log }) {
    const store = createAuditStore(db);
    const { audit_log: settings } = config;
    const { storage, console_output: output } = settings;

    async function append(tenantId: string, entry: Entry, { always = false } = {}): Promise<void> {
      const shown = settings.mask ? masked(entry) : entry;
      const isNew = !(storage.enabled || always) || (await store.append(tenantId, shown));
      if (isNew && output.enabled) printEntry(shown, output.output === "stderr" ? "stderr" : "stdout");
    }
    return {
      routes: auditRoutes({ append, store, now }),
      // Nobody reads: then nothing else needs to be heard.
      listeners: [relyingPartyLog(append), ...(storage.enabled || output.enabled ? listenersOf(append) : [])],
      run: (signal) =>
        repeat(() => forget(store, now(), settings.retention, log), {
          name: "audit retention",
          everyMs: CLEAN_EVERY_MS,
          signal,
          log,
        }),
    };
  },
};

async function forget(store: AuditStore, now: Date, retentionMs: number, log: Logger): Promise<void> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  const count = await store.deleteBefore(before(retentionMs), before(REMEMBER_EVENTS_MS));
  if (count > 0) log.info({ count }, "audit entries past their retention were deleted");
}
