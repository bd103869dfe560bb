import type pg from "pg";
import { system } from "#server/audit/actor.ts";
import { recordActions } from "#server/audit/record-actions.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { lockOldDead } from "#server/monitoring/retention/sql/lock-old-dead.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/**
 * Discards the next dead letters that were not changed for `days`, audited as the system's action. Their causes are updated
 * and deliveries blocked by them continue. They can be restored until their payload is purged.
 */
export async function discardOldDead(pool: pg.Pool, days: number, limit: number): Promise<number> {
  const ids = await inTransaction(pool, async (tx) => {
    const old = await lockOldDead(tx, days, limit);
    if (old.length === 0) return old;
    await transition(tx, old, "discarded");
    const by = { actor: system, requestId: null };
    await recordActions(tx, by, { action: "dead-letter.discard", kind: "delivery", ids: old, reason: "retention" });
    return old;
  });
  if (ids.length > 0) notify("redeliver_outbox");
  return ids.length;
}
