import type { Route } from "#server/delivery/outbox/routes.ts";
import { newId, stampOfIds } from "#server/delivery/outbox/sql/new-id.ts";
import type { Tx } from "#server/platform/database/db.ts";

/**
 * Carries out released replays of unrouted dead letters: each is handed to every handler that a route of its type leads to
 * now, born waiting in its root's place and released like any other, and is delivered by that. One that still no route
 * leads to is a dead letter again. Returns how many deliveries were born.
 */
export async function routeUnrouted(
  tx: Tx,
  input: { ids: readonly string[]; routes: readonly Route[] },
): Promise<number> {
  const { rows } = await tx.query<{ born: number }>({
    name: "route_unrouted",
    text: `
      with route as materialized (
        select * from unnest($2::text[], $3::text[], $4::bool[], $5::bool[]) as r (type, handler, ordered, holds)
      ), ${stampOfIds}, late as materialized (
        select d.id, d.message_id, d.idempotency_key, d.subject, d.position, m.type
        from delivery d join outbox_message m on m.id = d.message_id where d.id = any($1::uuid[])
      ), birth as materialized (
        select ${newId} as id, l.message_id, idempotency_key_of(l.idempotency_key, r.handler) as key, l.subject, l.position, r.handler, r.ordered, r.holds
        from stamp cross join late l join route r on r.type = l.type
      ), born as (
        insert into delivery (id, message_id, handler, subject, root_id, idempotency_key, position, ordered, holds)
        select id, message_id, handler, subject, id, key, position, ordered, holds from birth
        returning message_id, handler
      ), handed as (
        select message_id, string_agg(handler, ', ' order by handler) as handlers from born group by message_id
      ), settled as (
        update delivery d
        set state = case when h.handlers is null then 'dead' else 'delivered' end,
            verdict = case when h.handlers is null then 'dead' end,
            failure_code = case when h.handlers is null then 'unknown_type' end,
            error = case when h.handlers is null then 'Still no handler of this build is for this type.' end,
            accepted_at = case when h.handlers is not null then now() end,
            provider_reply = 'Handed to ' || h.handlers,
            settled_at = now(), updated_at = now(), version = d.version + 1
        from late l left join handed h on h.message_id = l.message_id where d.id = l.id
      )
      select count(*)::int as born from born`,
    values: [
      input.ids,
      input.routes.map((route) => route.type),
      input.routes.map((route) => route.handler),
      input.routes.map((route) => route.ordered),
      input.routes.map((route) => route.holds),
    ],
  });
  return rows[0]?.born ?? 0;
}
