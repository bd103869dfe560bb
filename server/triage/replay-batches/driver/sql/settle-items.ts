import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const settle = defineStatement({
  name: "settle_items",
  text: `with open as materialized (
           select number, new_id, delivery_id from replay_item where batch_id = $1 and outcome = 'inFlight' order by number limit $2
         ), ended as materialized (
           select o.number, d.cause, f.cause as origin, d.settled_at, d.root_id, d.id, d.idempotency_key, d.accepted_at,
                  case d.state when 'delivered' then 'delivered' when 'withdrawn' then 'aborted' else 'failedAgain' end as outcome
           from open o join delivery d on d.id = o.new_id join delivery f on f.id = o.delivery_id where d.state not in ('waiting', 'queued', 'retrying')
         ), moved as (
           update replay_item i
           set outcome = e.outcome, settled_at = coalesce(e.settled_at, now()),
               detail = case when e.outcome = 'aborted' then 'The replay was undone before it was sent.' end
           from ended e where i.batch_id = $1 and i.number = e.number and i.outcome = 'inFlight'
           returning e.outcome, e.cause, e.origin, i.change, e.outcome = 'delivered' and e.accepted_at is not null and exists (
             select from delivery p where (p.id = e.root_id or (p.root_id = e.root_id and p.revision > 1)) and p.id <> e.id
               and p.accepted_at is not null and p.idempotency_key <> e.idempotency_key) as twice
         )
         select outcome, cause, origin, coalesce(change = 'changed', false) as changed, count(*)::int as count,
                (count(*) filter (where twice))::int as twice from moved group by outcome, cause, origin, 4`,
  row: z.object({
    outcome: z.string(),
    cause: z.string().nullable(),
    origin: z.string().nullable(),
    changed: z.boolean(),
    count: z.int(),
    twice: z.int(),
  }),
});
const count = defineStatement({
  name: "count_settled",
  text: `update replay_batch set sent_twice = sent_twice + $2, failure_causes = (
           select coalesce(jsonb_object_agg(cause, n), '{}') from (
             select cause, sum(n)::int as n from (
               select key as cause, value::int as n from jsonb_each_text(failure_causes)
               union all select * from unnest($3::text[], $4::int[])) both_of group by cause) summed)
         where id = $1`,
});

export type Settled = { items: number; changes: { cause: string; worked: boolean; count: number }[] };

/**
 * Settles items in flight whose deliveries have ended, and counts their causes at the batch. Returns how many, and the outcomes
 * of changed ones by the cause that their dead letters had.
 */
export async function settleItems(tx: Tx, batchId: string, limit: number): Promise<Settled> {
  const groups = await settle.all(tx, [batchId, limit]);
  const failed = groups.filter(({ outcome }) => outcome === "failedAgain");
  const twice = groups.reduce((sum, group) => sum + group.twice, 0);
  if (failed.length > 0 || twice > 0) {
    await count.run(tx, [
      batchId,
      twice,
      failed.map(({ cause }) => cause ?? "unknown"),
      failed.map((group) => group.count),
    ]);
  }
  const changes = groups.flatMap(({ outcome, origin, changed, count: settled }) => {
    if (!changed || origin === null || outcome === "aborted") return [];
    return [{ cause: origin, worked: outcome === "delivered", count: settled }];
  });
  return { items: groups.reduce((sum, group) => sum + group.count, 0), changes };
}

const blocked = defineStatement({
  name: "find_blocked_items",
  text: `select i.number, i.delivery_id as "deliveryId", i.new_id as "newId", h.id as "blockedBy"
         from (select * from replay_item where batch_id = $1 and outcome = 'inFlight' order by number limit $2) i
         join delivery d on d.id = i.new_id
         cross join lateral (
           select s.id from delivery s
           where s.handler = d.handler and s.subject = d.subject and s.ordered and s.state = 'dead' and s.holds
             and (s.position, s.revision, s.id) < (d.position, d.revision, d.id)
           order by s.position, s.revision limit 1) h
         where d.state = 'waiting' and d.ordered order by d.id`,
  row: z.object({ number: z.int(), deliveryId: z.uuid(), newId: z.uuid(), blockedBy: z.uuid() }),
});
export type BlockedItem = { number: number; deliveryId: string; newId: string; blockedBy: string };

/** Items in flight whose replays wait behind a dead letter of their sequence. */
export const findBlockedItems = (tx: Tx, batchId: string, limit: number): Promise<BlockedItem[]> =>
  blocked.all(tx, [batchId, limit]);

const withdraw = defineStatement({
  name: "mark_blocked_items",
  text: `update replay_item i set outcome = 'blocked', blocked_by = b.blocked_by, settled_at = now(),
           detail = 'A dead letter before it in its sequence blocked it: its replay was withdrawn.'
         from unnest($2::int[], $3::uuid[]) as b (number, blocked_by)
         where i.batch_id = $1 and i.number = b.number and i.outcome = 'inFlight'`,
});

export const markBlockedItems = (tx: Tx, batchId: string, items: readonly BlockedItem[]): Promise<number> =>
  withdraw.run(tx, [batchId, items.map(({ number }) => number), items.map(({ blockedBy }) => blockedBy)]);
