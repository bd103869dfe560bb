import * as z from "zod";
import type { Route } from "#server/delivery/outbox/routes.ts";
import { isRoutable } from "#server/delivery/outbox/sql/is-routable.ts";
import { newId, stampOfIds } from "#server/delivery/outbox/sql/new-id.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

export type Released = { id: string; handler: string };

// By marker, not by cursor: a cursor skips messages that commit late. `already`: `on conflict do nothing` would write every
// row twice (a tenth of the statement), and under the lock no other process creates deliveries. `limit 1`: `not exists` makes
// the planner hash everything in flight, once per batch.
const statement = defineStatement({
  name: "claim_messages",
  text: `
      with route as materialized (
        select * from unnest($2::text[], $3::text[], $4::bool[], $5::bool[]) as r (type, handler, ordered, holds)
      ), ${stampOfIds}, due as materialized (
        select seq, message_id from outbox_pending p
        where type = any($6::text[]) and (next_try_at is null or next_try_at <= now()) and ${isRoutable("p")}
        order by seq limit $1
      ), behind as materialized (
        select subject from outbox_pending where seq < (select max(seq) from due) and seq not in (select seq from due)
      ), claimed as (
        delete from outbox_pending p using due where p.seq = due.seq
        returning p.seq, p.message_id, p.type, p.subject, p.target_handler
      ), already as materialized (
        select message_id, handler from delivery where message_id = any(array(select message_id from due))
      ), birth as materialized (
        select ${newId} as id, c.message_id, c.seq, c.subject, r.handler, r.ordered, r.holds,
               row_number() over (partition by r.handler, c.subject order by c.seq) = 1 as first
        from claimed c join route r on r.type = c.type cross join stamp
        where case when c.target_handler is null then (c.message_id, r.handler) not in (select message_id, handler from already)
                   else c.target_handler = r.handler and c.message_id not in (select message_id from already) end
      ), judged as materialized (
        select b.*, not b.ordered or (
            b.first and b.subject not in (select subject from behind)
            and (select f.id from delivery f where f.handler = b.handler and f.subject = b.subject
                 and f.ordered and f.state in ('queued', 'retrying') limit 1) is null
            and (select s.id from delivery s where s.handler = b.handler and s.subject = b.subject
                 and s.ordered and (s.state = 'waiting' or (s.state = 'dead' and s.holds)) limit 1) is null) as free
        from birth b
      ), born as (
        insert into delivery (id, message_id, handler, subject, state, queued_at, root_id, idempotency_key, position, ordered, holds)
        select id, message_id, handler, subject, case when free then 'queued' else 'waiting' end,
               case when free then now() end, id, idempotency_key_of(message_id, handler), seq, ordered, holds from judged order by seq
        returning id, handler, state
      )
      select counted.relayed, counted.waiting, r.id, r.handler
      from (select (select count(*) from claimed)::int as relayed,
                   (select count(*) from born where state = 'waiting')::int as waiting) counted
      left join (select id, handler from born where state = 'queued') r on true`,
  row: z.object({ relayed: z.int(), waiting: z.int(), id: z.uuid().nullable(), handler: z.string().nullable() }),
});

/**
 * Claims up to `limit` pending messages in seq order and creates one delivery per handler due: `queued` where nothing of its
 * subject can block it, else `waiting` for releaseDeliveries. Messages of unknown types or without a route are left alone.
 * Returns the numbers of relayed messages and waiting deliveries, and the released deliveries.
 */
export async function claimMessages(
  tx: Tx,
  input: { limit: number; routes: readonly Route[]; knownTypes: readonly string[] },
): Promise<{ relayed: number; waiting: number; released: Released[] }> {
  const rows = await statement.all(tx, [
    input.limit,
    input.routes.map((route) => route.type),
    input.routes.map((route) => route.handler),
    input.routes.map((route) => route.ordered),
    input.routes.map((route) => route.holds),
    input.knownTypes,
  ]);
  return {
    relayed: rows[0]?.relayed ?? 0,
    waiting: rows[0]?.waiting ?? 0,
    released: rows.flatMap(({ id, handler }) => (id === null || handler === null ? [] : [{ id, handler }])),
  };
}
