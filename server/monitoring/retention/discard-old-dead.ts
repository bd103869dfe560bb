import type pg from "pg";
import { system } from "#server/audit/actor.ts";
import { recordActions } from "#server/audit/record-actions.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { lockOldDead } from "#server/monitoring/retention/sql/lock-old-dead.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/**
 * Puts away the next dead letters that nobody has touched for `days`, as an operator would: audited as the system's, counted at
 * their cause, and what they held back goes on. They can be restored until the payload goes by the rule of what is discarded.
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
