import * as z from "zod";
import type { ItemOutcome } from "#server/contracts/triage/replay-outcomes.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The outcome of a judged or replayed item. */
export type ItemResult = {
  number: number;
  outcome: ItemOutcome;
  detail?: string | null;
  change?: "changed" | "unchanged" | "invalid" | null;
  newId?: string | null;
  changedBy?: string | null;
  changedAt?: Date | null;
  blockedBy?: string | null;
};

const write = defineStatement({
  name: "write_item_results",
  text: `update replay_item i
         set outcome = r.outcome, detail = r.detail, change = coalesce(r.change, i.change), new_id = r.new_id,
             changed_by = r.changed_by, changed_at = r.changed_at, blocked_by = r.blocked_by,
             settled_at = case when r.outcome not in ('pending', 'inFlight') then now() end
         from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[], $9::uuid[])
           as r (number, outcome, detail, change, new_id, changed_by, changed_at, blocked_by)
         where i.batch_id = $1 and i.number = r.number and i.outcome = 'pending'`,
});

/** Writes the results of pending items. Returns how many were still pending. */
export async function writeItemResults(tx: Tx, batchId: string, results: readonly ItemResult[]): Promise<number> {
  if (results.length === 0) return 0;
  return write.run(tx, [
    batchId,
    results.map(({ number }) => number),
    results.map(({ outcome }) => outcome),
    results.map(({ detail }) => detail ?? null),
    results.map(({ change }) => change ?? null),
    results.map(({ newId }) => newId ?? null),
    results.map(({ changedBy }) => changedBy ?? null),
    results.map(({ changedAt }) => changedAt ?? null),
    results.map(({ blockedBy }) => blockedBy ?? null),
  ]);
}

const changers = defineStatement({
  name: "read_last_changers",
  text: `select t.id, a.actor_name as name, a.at from unnest($1::text[]) as t (id)
         cross join lateral (select actor_name, at from audit_entry where target_kind = 'delivery' and target_id = t.id
                             order by seq desc limit 1) a`,
  row: z.object({ id: z.string(), name: z.string(), at: z.date() }),
});

/** The author and the time of the last audited change of each delivery that has one. */
export async function readLastChangers(
  queryable: Queryable,
  ids: readonly string[],
): Promise<Map<string, { name: string; at: Date }>> {
  if (ids.length === 0) return new Map();
  const rows = await changers.all(queryable, [ids]);
  return new Map(rows.map(({ id, name, at }) => [id, { name, at }]));
}

const abandon = defineStatement({
  name: "abort_pending_items",
  text: `update replay_item set outcome = 'aborted', detail = $2, settled_at = now() where batch_id = $1 and outcome = 'pending'`,
});

/** Ends the items that were not replayed. */
export const abortPendingItems = (tx: Tx, batchId: string, detail: string): Promise<number> =>
  abandon.run(tx, [batchId, detail]);
