import type { FailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { Route } from "#server/delivery/outbox/routes.ts";
import { newId, stampOfIds } from "#server/delivery/outbox/sql/new-id.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The handler of a message whose type is unknown, so that it still becomes one dead letter. */
export const unroutedHandler = "unrouted";

const statement = defineStatement({
  name: "park_messages",
  text: `
      with route as materialized (
        select * from unnest($2::text[], $3::text[], $4::bool[], $5::bool[]) as r (type, handler, ordered, holds)
      ), ${stampOfIds}, given_up as (
        delete from outbox_pending where message_id = any($1::uuid[]) returning message_id, error
      ), parked as (
        update outbox_message m set parked_at = now() from given_up g where m.id = g.message_id
        returning m.id, m.seq, m.subject, m.type, m.target_handler, g.error
      ), birth as materialized (
        select ${newId} as id, p.id as message_id, p.seq, p.subject, p.error,
               coalesce(r.handler, $6) as handler, coalesce(r.ordered, false) as ordered, coalesce(r.holds, false) as holds
        from stamp cross join parked p
        left join route r on r.type = p.type and (p.target_handler is null or r.handler = p.target_handler)
      )
      insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, position, ordered, holds,
                            verdict, failure_code, error, settled_at)
      select id, message_id, handler, subject, 'dead', id,
             case when handler = $6 then message_id else idempotency_key_of(message_id, handler) end, seq, ordered, holds, 'dead', $7, error, now() from birth
      on conflict (message_id, handler) do nothing`,
});

/**
 * Closes messages that the relay could not publish, and dead-letters one delivery per handler due in the same transaction, so
 * that triage works as for any other. The idempotency key of an unrouted one is the message's ID, from which routeUnrouted
 * derives the key of each handler. Returns the number of dead letters.
 */
export const parkMessages = (
  tx: Tx,
  input: { ids: readonly string[]; routes: readonly Route[]; code: FailureCode },
): Promise<number> =>
  statement.run(tx, [
    input.ids,
    input.routes.map((route) => route.type),
    input.routes.map((route) => route.handler),
    input.routes.map((route) => route.ordered),
    input.routes.map((route) => route.holds),
    unroutedHandler,
    input.code,
  ]);
