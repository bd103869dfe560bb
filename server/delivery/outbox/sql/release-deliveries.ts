import type { Released } from "#server/delivery/outbox/sql/claim-messages.ts";
import { unroutedHandler } from "#server/delivery/outbox/sql/park-messages.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

/**
 * Looks at up to `limit` waiting deliveries that are to be looked at, and releases every one that may go: of an un-ordered
 * handler all, of an ordered one the lowest (position, revision) of each subject that has nothing in flight, that no dead
 * letter holds back, and that no earlier message stands before that the relay itself could not publish yet.
 * One whose handler has no queue (yet, or no more) keeps waiting: to enqueue it would fail, and this transaction with it.
 * One that may not go is looked at again after half its age (5 s to 10 min); what leaves its line brings that forward
 * (recheckNext). No such hint is lost: `check_at` is compared once more under the row's lock, and what this transaction
 * itself gave birth to, which nobody else can see yet, is looked at by the next one, and then soon once more: what was just
 * leaving its line when it was born could not see it either, and had not left yet when it was judged.
 * Only the holder of the relay's lock may call it: promotion inside the settling transaction loses wake-ups.
 */
export async function releaseDeliveries(tx: Tx, limit: number): Promise<{ looked: number; released: Released[] }> {
  const { rows } = await tx.query<Released & { free: boolean }>({
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
    values: [limit, unroutedHandler],
  });
  return { looked: rows.length, released: rows.filter(({ free }) => free).map(({ id, handler }) => ({ id, handler })) };
}
