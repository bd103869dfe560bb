import * as z from "zod";
import type { Route } from "#server/delivery/outbox/routes.ts";
import { newId, stampOfIds } from "#server/delivery/outbox/sql/new-id.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "route_unrouted",
  text: `
      with route as materialized (
        select * from unnest($2::text[], $3::text[], $4::bool[], $5::bool[]) as r (type, handler, ordered, holds)
      ), ${stampOfIds}, late as materialized (
        select d.id, d.message_id, d.idempotency_key, d.subject, d.position, m.type
        from delivery d join outbox_message m on m.id = d.message_id where d.id = any($1::uuid[])
      ), new_delivery as materialized (
        select ${newId} as id, l.message_id, idempotency_key_of(l.idempotency_key, r.handler) as key, l.subject, l.position, r.handler, r.ordered, r.holds
        from stamp cross join late l join route r on r.type = l.type
      ), created as (
        insert into delivery (id, message_id, handler, subject, root_id, idempotency_key, position, ordered, holds)
        select id, message_id, handler, subject, id, key, position, ordered, holds from new_delivery
        returning message_id, handler
      ), routed as (
        select message_id, string_agg(handler, ', ' order by handler) as handlers from created group by message_id
      ), settled as (
        update delivery d
        set state = case when h.handlers is null then 'dead' else 'delivered' end,
            verdict = case when h.handlers is null then 'dead' end,
            failure_code = case when h.handlers is null then 'unknown_type' end,
            error = case when h.handlers is null then 'Still no handler of this build is for this type.' end,
            accepted_at = case when h.handlers is not null then now() end,
            provider_reply = 'Routed to ' || h.handlers,
            settled_at = now(), updated_at = now(), version = d.version + 1
        from late l left join routed h on h.message_id = l.message_id where d.id = l.id
      )
      select count(*)::int as created from created`,
  row: z.object({ created: z.int() }),
});

/**
 * Settles released replays of unrouted dead letters. Each is delivered by creating a waiting delivery for every handler that
 * has a route for its type, or dead-lettered again without any. Returns the number of deliveries created.
 */
export async function routeUnrouted(
  tx: Tx,
  input: { ids: readonly string[]; routes: readonly Route[] },
): Promise<number> {
  const { created } = await statement.one(tx, [
    input.ids,
    input.routes.map((route) => route.type),
    input.routes.map((route) => route.handler),
    input.routes.map((route) => route.ordered),
    input.routes.map((route) => route.holds),
  ]);
  return created;
}
