import type { Tx } from "#server/db.ts";
import type { Route } from "#server/outbox/routes.ts";

/**
 * Claims up to `limit` pending messages in seq order, by marker and never by cursor (a cursor loses what commits late),
 * and gives birth to one waiting delivery per handler due. A replay's delivery exists already: it is left alone.
 * Messages of a type outside `knownTypes` are not touched. Returns how many were relayed and how many were born.
 */
export async function claimMessages(
  tx: Tx,
  input: { limit: number; routes: readonly Route[]; knownTypes: readonly string[] },
): Promise<{ relayed: number; born: number }> {
  const { rows } = await tx.query<{ relayed: number; born: number }>({
    name: "claim_messages",
    text: `
      with route as materialized (
        select * from unnest($2::text[], $3::text[], $4::bool[], $5::bool[]) as r (type, handler, ordered, holds)
      ), due as materialized (
        select id from outbox_message
        where relayed_at is null and parked_at is null and type = any($6::text[])
          and (next_try_at is null or next_try_at <= now())
        order by seq limit $1
        for update skip locked
      ), claimed as (
        update outbox_message m
        set relayed_at = now(), attempts = m.attempts + 1, error = null, next_try_at = null,
            handlers = coalesce((select array_agg(r.handler order by r.handler) from route r
                                 where r.type = m.type and (m.target_handler is null or r.handler = m.target_handler)), '{}')
        from due where m.id = due.id
        returning m.id, m.seq, m.subject, m.type, m.target_handler
      ), birth as materialized (
        select gen_random_uuid() as id, c.id as message_id, c.seq, c.subject, r.handler, r.ordered, r.holds
        from claimed c join route r on r.type = c.type
        where c.target_handler is null
      ), born as (
        insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, position, ordered, holds)
        select id, message_id, handler, subject, 'waiting', id, id, seq, ordered, holds from birth
        on conflict (message_id, handler) do nothing
        returning 1
      )
      select (select count(*) from claimed)::int as relayed, (select count(*) from born)::int as born`,
    values: [
      input.limit,
      input.routes.map((route) => route.type),
      input.routes.map((route) => route.handler),
      input.routes.map((route) => route.ordered),
      input.routes.map((route) => route.holds),
      input.knownTypes,
    ],
  });
  return rows[0] ?? { relayed: 0, born: 0 };
}
