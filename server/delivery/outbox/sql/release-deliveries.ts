import * as z from "zod";
import type { Released } from "#server/delivery/outbox/sql/claim-messages.ts";
import { unroutedHandler } from "#server/delivery/outbox/sql/park-messages.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

// A delivery whose handler has no queue keeps waiting: enqueuing it would fail. A blocked one is checked again after half its
// age (5 s to 10 min), or earlier by recheckNext. No such hint is lost: `check_at` is compared again under the row lock, and
// rows that this transaction created are left to the next one.
const statement = defineStatement({
  name: "release_deliveries",
  text: `
      with due as materialized (
        select id, handler, subject, ordered, position, revision, check_at from delivery
        where state = 'waiting' and check_at <= now() and created_at < now() order by check_at limit $1
      ), pending as materialized (
        select subject, min(seq) as seq from outbox_pending
        where seq < (select max(position) from due where ordered) group by subject
      ), judged as materialized (
        select w.*, p.seq is not null and w.ordered as behind,
          (w.handler = $2 or w.handler in (select name from ${queueSchema}.queue)) and (not w.ordered or (
            p.seq is null
            and (select f.id from delivery f where f.handler = w.handler and f.subject = w.subject
                 and f.ordered and f.state in ('queued', 'retrying') limit 1) is null
            and (select s.id from delivery s where s.handler = w.handler and s.subject = w.subject
                 and s.ordered and (s.state = 'waiting' or (s.state = 'dead' and s.holds))
                 and (s.position, s.revision, s.id) < (w.position, w.revision, w.id) limit 1) is null)) as free
        from due w left join pending p on p.subject = w.subject and p.seq < w.position
      ), locked as materialized (
        select w.id, j.free, j.behind from delivery w join judged j on j.id = w.id
        where w.state = 'waiting' and w.check_at = j.check_at
        order by w.position, w.revision for update of w skip locked
      )
      update delivery w
      set state = case when l.free then 'queued' else w.state end,
          queued_at = case when l.free then now() end,
          updated_at = case when l.free then now() else w.updated_at end,
          check_at = case when l.free then w.check_at when l.behind then now() + interval '2 s'
                          when now() - w.created_at < interval '250 ms' then now() + interval '250 ms'
                          else now() + least(interval '10 min', greatest(interval '5 s', (now() - w.created_at) / 2)) end
      from locked l where w.id = l.id
      returning w.id, w.handler, l.free`,
  row: z.object({ id: z.uuid(), handler: z.string(), free: z.boolean() }),
});

/**
 * Releases up to `limit` waiting deliveries that are due: all of un-ordered handlers; of ordered ones the lowest
 * (position, revision) per subject that no delivery in flight, dead letter or pending message blocks. Only the holder of the
 * relay's lock may call it: releasing within the settling transaction loses wake-ups.
 */
export async function releaseDeliveries(tx: Tx, limit: number): Promise<{ looked: number; released: Released[] }> {
  const rows = await statement.all(tx, [limit, unroutedHandler]);
  return { looked: rows.length, released: rows.filter(({ free }) => free).map(({ id, handler }) => ({ id, handler })) };
}
